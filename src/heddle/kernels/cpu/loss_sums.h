// What the losses share: weighted sums over rows, in double, in fixed groups added in order.
// Operands of a loss: logits, what they should be, weights of rows; its gradient has d_loss too.
#pragma once

#include "heddle/kernels/cpu/row_groups.h"

namespace heddle::cpu {

// Of a loss or its gradient; exponentials and logarithms are many operations per logit.
Cost loss_cost(const KernelQuery& query, const HardwareProfile& hardware, double ops_per_logit);

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

// 1 / sum of weights; 0 if they sum to 0.
double inverse_weight_sum(const KernelArgs& args);
// d_loss / sum of weights, in the gradient of a loss.
double d_loss_per_weight(const KernelArgs& args);

}  // namespace heddle::cpu
