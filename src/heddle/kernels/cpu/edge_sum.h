// Sums of edge values over the in-edges of every row: the kernel of edge_sum and the last step of
// attention_gradient.
#pragma once

#include "heddle/kernels/kernel.h"

namespace heddle::cpu {

struct EdgeSumCall {
  const AdjacencyView& a;
  const float* values;  // [E, cols] in edge order
  int64_t values_stride;
  OperandView y;  // f32 [N, cols]
  float* slots;   // edge_sum_workspace_floats()
};

// Floats of the partial sums of split rows.
int64_t edge_sum_workspace_floats(int64_t entries, int64_t cols);

// y[i, :] = sum of values over the entries of row i; 0 for a row without entries.
void sum_edge_values(const EdgeSumCall& call, int threads);

}  // namespace heddle::cpu
