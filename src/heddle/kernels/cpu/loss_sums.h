// What the losses share: weighted sums over rows, in double, in fixed groups added in order.
#pragma once

#include "heddle/kernels/cpu/row_groups.h"

namespace heddle::cpu {

inline int64_t loss_workspace_bytes(int64_t rows) {
  return row_groups(rows) * static_cast<int64_t>(sizeof(double));
}

// The sum over all groups of sum_group(group), a double.
template <class SumGroup>
double sum_over_groups(const KernelArgs& args, int64_t rows, const SumGroup& sum_group) {
  auto* sums = reinterpret_cast<double*>(args.workspace);
  for_each_row_group(args.threads, rows,
                     [&](const RowGroup& group) { sums[group.index] = sum_group(group); });
  double total = 0;
  for (int64_t i = 0; i < row_groups(rows); ++i) total += sums[i];
  return total;
}

// 1 / sum of weights [N, 1]; 0 if they sum to 0.
inline double inverse_weight_sum(const KernelArgs& args, const OperandView& weights) {
  const auto w = weights.matrix<const float>();
  const double sum = sum_over_groups(args, w.rows, [&](const RowGroup& group) {
    double total = 0;
    for (int64_t i = group.row_begin; i < group.row_end; ++i) total += w.at(i, 0);
    return total;
  });
  return sum == 0 ? 0 : 1 / sum;
}

}  // namespace heddle::cpu
