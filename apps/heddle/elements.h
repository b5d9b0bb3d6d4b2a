// Single numbers of operands, whatever their type.
#pragma once

#include "heddle/base/bf16.h"
#include "heddle/kernels/kernel.h"

#include <cstdint>

namespace heddle::cli {

// Of f32 or bf16 rows.
inline double element(const OperandView& view, int64_t row, int64_t column) {
  if (view.dtype == DType::kBf16) {
    return static_cast<float>(view.matrix<const Bf16>().at(row, column));
  }
  return view.matrix<const float>().at(row, column);
}

// Kept column `r` of a row.
inline int64_t position(const OperandView& view, int64_t row, int64_t r) {
  return view.dtype == DType::kU8 ? view.matrix<const uint8_t>().at(row, r)
                                  : view.matrix<const uint16_t>().at(row, r);
}

}  // namespace heddle::cli
