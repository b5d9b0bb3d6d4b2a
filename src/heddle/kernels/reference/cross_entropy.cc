// cross_entropy and cross_entropy_gradient, reference: row by row with the largest logit
// subtracted. The equations stand in ops/cross_entropy.cc.

#include "heddle/ops/cross_entropy.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"
#include "heddle/kernels/reference/loss.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace heddle::reference {
namespace {

// log of the sum of exp(z[row, :]).
template <class T>
double log_sum_exp(const MatrixView<const T>& z, int64_t row) {
  double largest = -std::numeric_limits<double>::infinity(), sum = 0;
  for (int64_t c = 0; c < z.cols; ++c) {
    largest = std::max(largest, static_cast<double>(load(z.at(row, c))));
  }
  for (int64_t c = 0; c < z.cols; ++c) {
    sum += std::exp(static_cast<double>(load(z.at(row, c))) - largest);
  }
  return largest + std::log(sum);
}

void run(const KernelArgs& args) {
  const auto labels = args.operands[1].matrix<const int32_t>();
  dispatch_floating(args.operands[0].dtype, [&]<class T>(T) {
    using C = compute_t<T>;
    const auto z = args.operands[0].matrix<const T>();
    const auto weights = args.operands[2].matrix<const C>();
    double loss = 0;
    for (int64_t i = 0; i < z.rows; ++i) {
      if (weights.at(i, 0) == 0) continue;
      const int32_t label = labels.at(i, 0);
      const double logit = label >= 0 && label < z.cols ? static_cast<double>(load(z.at(i, label)))
                                                        : std::numeric_limits<double>::quiet_NaN();
      loss += static_cast<double>(weights.at(i, 0)) * (log_sum_exp(z, i) - logit);
    }
    args.results[0].matrix<C>().at(0, 0) = static_cast<C>(loss * inverse_weight_sum(weights));
  });
}

void run_gradient(const KernelArgs& args) {
  const auto labels = args.operands[1].matrix<const int32_t>();
  dispatch_floating(args.operands[0].dtype, [&]<class T>(T) {
    using C = compute_t<T>;
    const auto z = args.operands[0].matrix<const T>();
    const auto weights = args.operands[2].matrix<const C>();
    const auto dz = args.results[0].matrix<T>();
    const double share = static_cast<double>(args.operands[3].matrix<const C>().at(0, 0)) *
                         inverse_weight_sum(weights);
    for (int64_t i = 0; i < z.rows; ++i) {
      const double factor = share * static_cast<double>(weights.at(i, 0));
      const double shift = factor == 0 ? 0 : log_sum_exp(z, i);
      for (int64_t c = 0; c < z.cols; ++c) {
        const double softmax =
            factor == 0 ? 0 : std::exp(static_cast<double>(load(z.at(i, c))) - shift);
        const double target = c == labels.at(i, 0) ? 1 : 0;
        store(dz.at(i, c), static_cast<C>(factor == 0 ? 0 : factor * (softmax - target)));
      }
    }
  });
}

}  // namespace

const Kernel kCrossEntropy = {
    .name = "cross_entropy_reference",
    .op = &heddle::kCrossEntropy,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
};

const Kernel kCrossEntropyGradient = {
    .name = "cross_entropy_gradient_reference",
    .op = &heddle::kCrossEntropyGradient,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_gradient,
    .may_overwrite = 0b1,
};

}  // namespace heddle::reference
