// The numbers of one step of adam, computed in double and rounded once to the type of the kernel.
#pragma once

#include "heddle/kernels/kernel.h"

#include <cmath>

namespace heddle {

template <class T>
struct AdamNumbers {
  explicit AdamNumbers(const KernelArgs& args) {
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

}  // namespace heddle
