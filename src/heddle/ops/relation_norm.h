#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kRelationNorm;

// n[e] = 1 / (number of in-edges of the receiver of e that have the relation of e).
//   adjacency  [N <- M] over E, R relations     dtype  f32 or f64     result  [E, 1]
Value relation_norm(Builder& builder, Value adjacency, DType dtype = DType::kF32);

}  // namespace heddle
