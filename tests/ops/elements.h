// Memory for one value, with guards around it, and access to its elements as doubles.
#pragma once

#include "heddle/kernels/kernel.h"
#include "heddle/tensor/buffer.h"

#include <cstring>
#include <string>

namespace heddle::test {

// Elements of a dense value row by row; of a csr value, its stored values as one row.
struct ElementGrid {
  explicit ElementGrid(const OperandView& view)
      : rows(view.adjacency == nullptr ? view.rows : 1),
        cols(view.adjacency == nullptr ? view.cols : view.adjacency->entries()),
        stride(view.stride),
        dtype(view.dtype),
        data(static_cast<std::byte*>(view.data)) {}

  double get(int64_t i, int64_t j) const;
  void set(int64_t i, int64_t j, double value) const;  // rounds to the element type

  int64_t rows, cols, stride;
  DType dtype;
  std::byte* data;

 private:
  std::byte* at(int64_t i, int64_t j) const { return data + (i * stride + j) * size_of(dtype); }
};

// `bytes` of memory between two guards of 64 bytes.
class GuardedBuffer {
 public:
  explicit GuardedBuffer(int64_t bytes);

  std::byte* data() { return buffer_.data() + kGuardBytes; }
  int64_t bytes() const { return buffer_.bytes() - 2 * kGuardBytes; }
  void fill(int byte) { std::memset(data(), byte, static_cast<size_t>(bytes())); }
  bool guards_intact() const;

 private:
  static constexpr int64_t kGuardBytes = 64;
  Buffer buffer_;
};

// "" if every element of `actual` is within
//     relative * max(1, largest magnitude of the expected row) + rounding * |expected|
// of `expected`, else the worst place and both numbers. Integers must be equal; NaN equals NaN.
std::string difference(const OperandView& expected, const OperandView& actual, double relative,
                       double rounding);

// Half the distance between 1 and the next larger number.
double unit_roundoff(DType dtype);

}  // namespace heddle::test
