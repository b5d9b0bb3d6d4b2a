#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kScatterColumns;
extern const OpDef kGatherColumns;

// Dense [N, D] of the values [N, K] at their positions (topk [N, D] kept K), 0 in other columns.
Value scatter_columns(Builder& builder, Value values, Value positions);

// The K columns of every row of x [N, D] that its positions name: [N, K].
Value gather_columns(Builder& builder, Value x, Value positions);

}  // namespace heddle
