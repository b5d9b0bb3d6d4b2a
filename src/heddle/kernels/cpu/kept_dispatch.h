// Calls a template for the types of rows of which some columns are kept.
#pragma once

#include "heddle/base/bf16.h"
#include "heddle/kernels/kernel.h"

#include <cstdint>

namespace heddle::cpu {

// Calls body(T{}, P{}) with the element type of `rows`, f32 or bf16, and the integer type of
// `positions`.
template <class Body>
void dispatch_kept(const OperandView& rows, const OperandView& positions, const Body& body) {
  const bool narrow = positions.dtype == DType::kU8;
  if (rows.dtype == DType::kBf16) {
    narrow ? body(Bf16{}, uint8_t{}) : body(Bf16{}, uint16_t{});
  } else {
    narrow ? body(float{}, uint8_t{}) : body(float{}, uint16_t{});
  }
}

// Calls body(a value of this type): float, Bf16, or int8_t for codes.
template <class Body>
void dispatch_value(DType values, const Body& body) {
  if (values == DType::kI8) return body(int8_t{});
  if (values == DType::kBf16) return body(Bf16{});
  body(float{});
}

}  // namespace heddle::cpu
