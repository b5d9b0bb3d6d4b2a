// binary_cross_entropy and its gradient, reference: element by element, no exponential of a
// positive number. The equations stand in ops/binary_cross_entropy.cc.

#include "heddle/ops/binary_cross_entropy.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"
#include "heddle/kernels/reference/loss.h"

#include <algorithm>
#include <cmath>

namespace heddle::reference {
namespace {

double entropy(double z, double target) {
  return std::max(z, 0.0) - z * target + std::log1p(std::exp(-std::abs(z)));
}

double sigmoid(double z) {
  const double e = std::exp(-std::abs(z));
  return z >= 0 ? 1 / (1 + e) : e / (1 + e);
}

void run(const KernelArgs& args) {
  dispatch_floating(args.operands[0].dtype, [&]<class T>(T) {
    using C = compute_t<T>;
    const auto z = args.operands[0].matrix<const T>();
    const auto targets = args.operands[1].matrix<const C>();
    const auto weights = args.operands[2].matrix<const C>();
    double loss = 0;
    for (int64_t i = 0; i < z.rows; ++i) {
      if (weights.at(i, 0) == 0) continue;
      double row = 0;
      for (int64_t c = 0; c < z.cols; ++c) {
        row +=
            entropy(static_cast<double>(load(z.at(i, c))), static_cast<double>(targets.at(i, c)));
      }
      loss += static_cast<double>(weights.at(i, 0)) * row;
    }
    const double share = inverse_weight_sum(weights) / static_cast<double>(z.cols);
    args.results[0].matrix<C>().at(0, 0) = static_cast<C>(loss * share);
  });
}

void run_gradient(const KernelArgs& args) {
  dispatch_floating(args.operands[0].dtype, [&]<class T>(T) {
    using C = compute_t<T>;
    const auto z = args.operands[0].matrix<const T>();
    const auto targets = args.operands[1].matrix<const C>();
    const auto weights = args.operands[2].matrix<const C>();
    const auto dz = args.results[0].matrix<T>();
    const double share = static_cast<double>(args.operands[3].matrix<const C>().at(0, 0)) *
                         inverse_weight_sum(weights) / static_cast<double>(z.cols);
    for (int64_t i = 0; i < z.rows; ++i) {
      const double factor = share * static_cast<double>(weights.at(i, 0));
      for (int64_t c = 0; c < z.cols; ++c) {
        const double slope =
            sigmoid(static_cast<double>(load(z.at(i, c)))) - static_cast<double>(targets.at(i, c));
        store(dz.at(i, c), static_cast<C>(factor == 0 ? 0 : factor * slope));
      }
    }
  });
}

}  // namespace

const Kernel kBinaryCrossEntropy = {
    .name = "binary_cross_entropy_reference",
    .op = &heddle::kBinaryCrossEntropy,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
};

const Kernel kBinaryCrossEntropyGradient = {
    .name = "binary_cross_entropy_gradient_reference",
    .op = &heddle::kBinaryCrossEntropyGradient,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_gradient,
    .may_overwrite = 0b1,
};

}  // namespace heddle::reference
