#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kRelationLinear;
extern const OpDef kRelationLinearWeightGradient;

// y[i, :] = sum over edges e = (i <- j) of w_e * x[j, :] W[rel(e)]
//   adjacency  [N <- M] over E, R relations     x  [M, D]
//   w          [R * D, F] in the dtype of x: the matrices of all relations, stacked;
//              [R * F, D] if transpose_w, each used transposed
//   weights    optional, [E, 1], constant, in the compute dtype of x
//   result     [N, F] in the dtype of x
Value relation_linear(Builder& builder, Value adjacency, Value x, Value w, Value weights = kNoValue,
                      bool transpose_w = false);

}  // namespace heddle
