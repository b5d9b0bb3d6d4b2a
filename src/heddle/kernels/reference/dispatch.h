// Calls a template for the element type of a value.
#pragma once

#include "heddle/base/error.h"
#include "heddle/kernels/kernel.h"

namespace heddle::reference {

// Element access that computes in double for f64 and in float for f32 and bf16.
template <class T>
struct Compute {
  using type = float;
};
template <>
struct Compute<double> {
  using type = double;
};
template <class T>
using compute_t = typename Compute<T>::type;

template <class T>
compute_t<T> load(const T& element) {
  return static_cast<compute_t<T>>(element);
}
template <class T>
void store(T& element, compute_t<T> value) {
  element = static_cast<T>(value);
}

// Calls body(T{}) with T = double, float or Bf16.
template <class Body>
void dispatch_floating(DType dtype, const Body& body) {
  switch (dtype) {
    case DType::kF64:
      return body(double{});
    case DType::kF32:
      return body(float{});
    case DType::kBf16:
      return body(Bf16{});
    default:
      check(false, "reference kernel: not a floating type");
  }
}

// A reference kernel accepts all that the operator's type rule accepts, and costs so much that any
// other kernel is preferred.
inline Support accept_all(const KernelQuery&) { return yes(); }
Cost serial_cost(const KernelQuery& query, const HardwareProfile& hardware);

}  // namespace heddle::reference
