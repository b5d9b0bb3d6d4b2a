#include "heddle/kernels/cpu/ordered_sum.h"

#include "heddle/base/parallel.h"

#include <algorithm>

namespace heddle::cpu {
namespace {

constexpr int64_t kBlock = 8;  // elements whose sums stay in registers
constexpr int64_t kElementsPerTask = 2048;

void add_block(const float* part, int64_t count, int64_t part_elements, float* sum) {
  double block[kBlock] = {};
  for (int64_t i = 0; i < count; ++i) {
    for (int64_t k = 0; k < kBlock; ++k) block[k] += part[i * part_elements + k];
  }
  for (int64_t k = 0; k < kBlock; ++k) sum[k] = static_cast<float>(block[k]);
}

void add_row(const float* part, int64_t count, int64_t part_elements, float* sum, int64_t cols) {
  int64_t col = 0;
  for (; col + kBlock <= cols; col += kBlock) {
    add_block(part + col, count, part_elements, sum + col);
  }
  for (; col < cols; ++col) {
    double total = 0;
    for (int64_t i = 0; i < count; ++i) total += part[i * part_elements + col];
    sum[col] = static_cast<float>(total);
  }
}

}  // namespace

void add_parts(int threads, const float* parts, int64_t count, const MatrixView<float>& sum) {
  const int64_t elements = sum.rows * sum.cols;
  if (elements == 0) return;
  if (sum.rows == 1) {
    parallel_ranges(threads, sum.cols, kElementsPerTask, [&](int64_t begin, int64_t end) {
      add_row(parts + begin, count, elements, sum.data + begin, end - begin);
    });
    return;
  }
  const int64_t grain = std::max<int64_t>(1, kElementsPerTask / sum.cols);
  parallel_ranges(threads, sum.rows, grain, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      add_row(parts + row * sum.cols, count, elements, sum.row(row), sum.cols);
    }
  });
}

}  // namespace heddle::cpu
