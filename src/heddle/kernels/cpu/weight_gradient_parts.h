// How the weight gradient of dense rows, dw = x^T dy, is cut into products for many threads.
//
// The sum over rows is cut into at most kGroups groups by the number of rows alone; each group
// leaves its product in the workspace, and the groups are added in order: the bits do not depend on
// the number of threads. Columns of x are cut too (kWeightTileColumns), so that wide weights, of
// which few groups fit the workspace, keep all threads at work.
#pragma once

#include "heddle/base/parallel.h"
#include "heddle/kernels/cpu/ordered_sum.h"
#include "heddle/kernels/kernel.h"

#include <algorithm>

namespace heddle::cpu {

inline constexpr int64_t kWeightTileColumns = 512;

// Rows [first, first + rows) times columns [column, column + columns) of x give
// part [columns, dw.cols] with the stride of its own.
struct WeightGradientPart {
  int64_t first, rows, column, columns;
  float* part;
  int64_t stride;
};

inline int64_t weight_gradient_groups(int64_t rows, int64_t weights) {
  constexpr int64_t kGroups = 32;
  constexpr int64_t kRowsPerGroup = 1024;  // at least
  constexpr int64_t kWorkspaceBytes = int64_t{64} << 20;
  const int64_t fitting = kWorkspaceBytes / (weights * size_of(DType::kF32));
  return std::clamp<int64_t>(rows / kRowsPerGroup, 1, std::clamp<int64_t>(fitting, 1, kGroups));
}

// What the parts take of the workspace.
inline int64_t weight_gradient_parts_floats(int64_t rows, int64_t weights) {
  const int64_t groups = weight_gradient_groups(rows, weights);
  return groups == 1 ? 0 : groups * weights;
}

// How many parts there are: no more threads have something to do.
inline int64_t weight_gradient_part_count(int64_t rows, int64_t weight_rows, int64_t weight_cols) {
  const int64_t tiles = (weight_rows + kWeightTileColumns - 1) / kWeightTileColumns;
  return tiles * weight_gradient_groups(rows, weight_rows * weight_cols);
}

// Calls multiply(part, slot) for all parts, slot below `threads`, and adds them up. A part may call
// a library. The workspace begins with the parts.
template <class Multiply>
void sum_weight_gradient_parts(const KernelArgs& args, int threads, const Multiply& multiply) {
  const OperandView& x = args.operands[0];
  const auto dw = args.results[0].matrix<float>();
  if (x.rows == 0) {
    for (int64_t row = 0; row < dw.rows; ++row) std::fill_n(dw.row(row), dw.cols, 0.0F);
    return;
  }
  auto* parts = reinterpret_cast<float*>(args.workspace);
  const int64_t groups = weight_gradient_groups(x.rows, dw.rows * dw.cols);
  const int64_t tiles = (dw.rows + kWeightTileColumns - 1) / kWeightTileColumns;
  parallel_for_library_calls(threads, groups * tiles, [&](int64_t task, int slot) {
    const int64_t group = task / tiles, column = task % tiles * kWeightTileColumns;
    const int64_t first = x.rows * group / groups, end = x.rows * (group + 1) / groups;
    const bool whole = groups == 1;
    multiply(WeightGradientPart{.first = first,
                                .rows = end - first,
                                .column = column,
                                .columns = std::min(kWeightTileColumns, dw.rows - column),
                                .part = whole ? dw.row(column)
                                              : parts + (group * dw.rows + column) * dw.cols,
                                .stride = whole ? dw.stride : dw.cols},
             slot);
  });
  if (groups > 1) add_parts(threads, parts, groups, dw);
}

}  // namespace heddle::cpu
