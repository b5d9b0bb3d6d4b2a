// Rows of bf16 as rows of f32 without gaps, and back: for arithmetic that a CPU has in f32 only.
#pragma once

#include "heddle/base/bf16.h"
#include "heddle/tensor/matrix_view.h"

#include <cstdint>

namespace heddle::cpu {

// Loops of so many elements have constant bounds, which any compiler turns into vectors.
inline constexpr int64_t kConvertedAtOnce = 32;

template <class To, class From>
void convert(const From* from, int64_t count, To* to) {
  int64_t i = 0;
  for (; i + kConvertedAtOnce <= count; i += kConvertedAtOnce) {
    for (int64_t k = 0; k < kConvertedAtOnce; ++k) to[i + k] = static_cast<To>(from[i + k]);
  }
  for (; i < count; ++i) to[i] = static_cast<To>(from[i]);
}

// wide: [from.rows, from.cols].
inline void widen(const MatrixView<const Bf16>& from, float* wide) {
  for (int64_t row = 0; row < from.rows; ++row) {
    convert(from.row(row), from.cols, wide + row * from.cols);
  }
}

// Rounds to nearest, ties to even. wide: [to.rows, to.cols].
inline void narrow(const float* wide, const MatrixView<Bf16>& to) {
  for (int64_t row = 0; row < to.rows; ++row) convert(wide + row * to.cols, to.cols, to.row(row));
}

}  // namespace heddle::cpu
