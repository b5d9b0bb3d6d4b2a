// Rows of results that are f32 or bf16.
#pragma once

#include "heddle/base/bf16.h"
#include "heddle/kernels/kernel.h"

#include <cstdint>

namespace heddle::cpu {

// Calls body(pointer to the first column of a row of y).
template <class Body>
inline void with_result_row(const OperandView& y, int64_t row, const Body& body) {
  y.dtype == DType::kBf16 ? body(y.matrix<Bf16>().row(row)) : body(y.matrix<float>().row(row));
}

}  // namespace heddle::cpu
