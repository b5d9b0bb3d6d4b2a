// Reductions over all rows, column by column: rows are cut into groups by their number alone, a
// task leaves the sums of its group in the workspace, and the groups are added in order.
#pragma once

#include "heddle/base/parallel.h"
#include "heddle/kernels/cpu/ordered_sum.h"
#include "heddle/kernels/kernel.h"

#include <algorithm>

namespace heddle::cpu {

inline constexpr int64_t kRowsPerGroup = 256;

// At least one, so that the sum of no rows is 0.
inline int64_t row_groups(int64_t rows) {
  return std::max<int64_t>(1, (rows + kRowsPerGroup - 1) / kRowsPerGroup);
}

struct RowGroup {
  int64_t index, row_begin, row_end;
};

template <class Body>
void for_each_row_group(int threads, int64_t rows, const Body& body) {
  parallel_for(threads, row_groups(rows), [&](int64_t i) {
    body(RowGroup{i, i * kRowsPerGroup, std::min((i + 1) * kRowsPerGroup, rows)});
  });
}

// `sums` numbers per column and group: [sum][group][column].
struct GroupSums {
  GroupSums(std::byte* workspace, int64_t rows, int64_t columns)
      : data(reinterpret_cast<float*>(workspace)), groups(row_groups(rows)), cols(columns) {}

  static int64_t bytes(int64_t sums, int64_t rows, int64_t cols) {
    return sums * row_groups(rows) * cols * size_of(DType::kF32);
  }
  float* of(int64_t sum, int64_t group) const { return data + (sum * groups + group) * cols; }
  // Adds the groups of one sum.
  void add_up(int threads, int64_t sum, float* total) const {
    add_parts(threads, of(sum, 0), groups, {total, 1, cols, cols});
  }

  float* data;
  int64_t groups, cols;
};

}  // namespace heddle::cpu
