#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kRelationCombine;
extern const OpDef kRelationExpand;
extern const OpDef kRelationCoefficientGradient;

// y[i, :] = sum over edges e = (i <- j) of w_e * sum over b of coefficients[rel(e), b] v[j, b, :]
//   adjacency     [N <- M] over E, R relations     v  [M, F] per basis: B * F columns, B heads
//   coefficients  [R, B]     weights  optional, [E, 1], constant; both in the compute dtype of v
//   result        [N, F] in the dtype of v
Value relation_combine(Builder& builder, Value adjacency, Value v, Value coefficients,
                       Value weights = kNoValue);

// z[i, b, :] = sum over edges e = (i <- j) of w_e * coefficients[rel(e), b] * x[j, :]
//   adjacency     [N <- M] over E, R relations     x  [M, D]
//   coefficients  [R, B]     weights  optional, [E, 1], constant; both in the compute dtype of x
//   result        [N, B * D], B heads, in the dtype of x
Value relation_expand(Builder& builder, Value adjacency, Value x, Value coefficients,
                      Value weights = kNoValue);

}  // namespace heddle
