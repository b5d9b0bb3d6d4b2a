// The epilogue of linear and spmm: an activation applied to result 0 in place.
#pragma once

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/ops/activation.h"

#include <cmath>

namespace heddle::reference {

template <class C>
C activate(Activation activation, C value) {
  switch (activation) {
    case Activation::kNone:
      return value;
    case Activation::kRelu:
      return value > 0 ? value : 0;
    case Activation::kElu:
      return value > 0 ? value : std::expm1(value);
  }
  return value;
}

template <class T>
void apply_activation(const KernelArgs& args) {
  const Activation activation = activation_of(*args.attributes);
  if (activation == Activation::kNone) return;
  const auto y = args.results[0].matrix<T>();
  for (int64_t i = 0; i < y.rows; ++i) {
    for (int64_t j = 0; j < y.cols; ++j) store(y.at(i, j), activate(activation, load(y.at(i, j))));
  }
}

}  // namespace heddle::reference
