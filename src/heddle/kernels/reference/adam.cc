// adam, reference: element by element. The equations stand in ops/adam.cc.

#include "heddle/ops/adam.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"

#include <cmath>

namespace heddle::reference {
namespace {

template <class T>
struct Coefficients {
  explicit Coefficients(const KernelArgs& args) {
    const Attributes& attributes = *args.attributes;
    const double beta1_wide = attributes.number("beta1"), beta2_wide = attributes.number("beta2");
    const auto steps = static_cast<double>(*args.operands[4].values<const int64_t>() + 1);
    const double rate = *args.operands[5].values<const float>();
    const double decay = attributes.number("weight_decay");
    const bool decoupled = attributes.flag("decoupled");
    beta1 = static_cast<T>(beta1_wide);
    beta2 = static_cast<T>(beta2_wide);
    rest1 = static_cast<T>(1 - beta1_wide);
    rest2 = static_cast<T>(1 - beta2_wide);
    eps = static_cast<T>(attributes.number("eps"));
    coupled_decay = static_cast<T>(decoupled ? 0 : decay);
    kept_weight = static_cast<T>(decoupled ? 1 - rate * decay : 1);
    step_size = static_cast<T>(rate / (1 - std::pow(beta1_wide, steps)));
    correction2 = static_cast<T>(std::sqrt(1 - std::pow(beta2_wide, steps)));
  }

  T beta1, beta2, rest1, rest2, eps, coupled_decay, kept_weight, step_size, correction2;
};

template <class T>
void run_typed(const KernelArgs& args) {
  const Coefficients<T> k(args);
  const auto operand = [&](size_t i) { return args.operands[i].matrix<const T>(); };
  const auto w = operand(0), g = operand(1), m = operand(2), v = operand(3);
  const auto new_w = args.results[0].matrix<T>();
  const auto new_m = args.results[1].matrix<T>();
  const auto new_v = args.results[2].matrix<T>();
  for (int64_t i = 0; i < w.rows; ++i) {
    for (int64_t j = 0; j < w.cols; ++j) {
      const T weight = w.at(i, j);
      const T gradient = g.at(i, j) + k.coupled_decay * weight;
      const T moment = k.beta1 * m.at(i, j) + k.rest1 * gradient;
      const T square = k.beta2 * v.at(i, j) + k.rest2 * gradient * gradient;
      new_m.at(i, j) = moment;
      new_v.at(i, j) = square;
      new_w.at(i, j) = k.kept_weight * weight -
                       k.step_size * moment / (std::sqrt(square) / k.correction2 + k.eps);
    }
  }
}

void run(const KernelArgs& args) {
  args.results[0].dtype == DType::kF64 ? run_typed<double>(args) : run_typed<float>(args);
}

}  // namespace

const Kernel kAdam = {
    .name = "adam_reference",
    .op = &heddle::kAdam,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
    .may_overwrite = overwrites(0, 0) | overwrites(0, 1) | overwrites(1, 2) | overwrites(2, 3),
};

}  // namespace heddle::reference
