#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kSpmmMax;
extern const OpDef kSpmmMaxGradient;
extern const OpDef kSpmmMaxWeightGradient;

// y[i, c] = max over edges (i <- j) of weight(i, j) * x[j, c]; 0 for a row without edges.
//   adjacency  [N <- M] over E     x  [M, D/H]     weights  optional, [E, 1]
//   result     [N, D/H] in the dtype of x
// The positions of the maxima are result 1 of the same node.
Value spmm_max(Builder& builder, Value adjacency, Value x, Value weights = kNoValue);

}  // namespace heddle
