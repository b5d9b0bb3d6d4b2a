#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kEdgeAdd;
extern const OpDef kEdgeSum;

// e[i <- j, :] = receiver[i, :] + sender[j, :]; either may be kNoValue, not both.
//   adjacency  [N <- M] over E     receiver  [N, H]     sender  [M, H]     (f32 or f64)
//   result     [E, H] in edge order
Value edge_add(Builder& builder, Value adjacency, Value receiver, Value sender);

// y[i, :] = sum of e over the in-edges of i. e [E, H] in edge order; result [N, H].
Value edge_sum(Builder& builder, Value adjacency, Value e);

}  // namespace heddle
