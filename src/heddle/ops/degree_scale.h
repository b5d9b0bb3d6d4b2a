#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kDegreeScale;

// s[i] = d_i^power, where d_i is the in-degree of i, or the sum of the weights of its in-edges;
// 0 where d_i is 0.
//   adjacency  [N <- M] over E     weights  optional, [E, 1]     dtype  f32 or f64
//   result     [N, 1]
Value degree_scale(Builder& builder, Value adjacency, double power, DType dtype = DType::kF32,
                   Value weights = kNoValue);

}  // namespace heddle
