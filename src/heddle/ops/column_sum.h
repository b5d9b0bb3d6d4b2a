#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kColumnSum;

// Sum of all rows: [1, D] in the compute dtype of x.
//   x  [N, D] dense, or [N, K] at `positions` (topk [N, D])
Value column_sum(Builder& builder, Value x, Value positions = kNoValue);

}  // namespace heddle
