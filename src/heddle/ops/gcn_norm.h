#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kGcnNorm;

// n[i <- j] = w(i, j) / sqrt(d_i d_j), where d is the in-degree, or the sum of the weights of the
// in-edges; 0 where d_i or d_j is 0.
//   adjacency  [N <- N] over E     weights  optional, [E, 1]     dtype  f32 or f64
//   result     [E, 1] in edge order
Value gcn_norm(Builder& builder, Value adjacency, DType dtype = DType::kF32,
               Value weights = kNoValue);

}  // namespace heddle
