// Borrowed row-major matrices.
#pragma once

#include <cstdint>

#if defined(__CUDACC__)
#define HEDDLE_HOST_DEVICE __host__ __device__
#else
#define HEDDLE_HOST_DEVICE
#endif

namespace heddle {

// Row-major [rows, cols]; `stride` elements separate the starts of consecutive rows.
template <class T>
struct MatrixView {
  T* data = nullptr;
  int64_t rows = 0, cols = 0, stride = 0;

  HEDDLE_HOST_DEVICE T* row(int64_t i) const { return data + i * stride; }
  HEDDLE_HOST_DEVICE T& at(int64_t i, int64_t j) const { return data[i * stride + j]; }
  operator MatrixView<const T>() const { return {data, rows, cols, stride}; }
};

// Half-open range of rows.
struct RowRange {
  int64_t begin = 0, end = 0;
};

}  // namespace heddle
