#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kLinearTopk;
extern const OpDef kLinearTopkGradient;
extern const OpDef kLinearTopkWeightGradient;

// linear of rows of which K columns are kept: values [N, K] at positions (topk [N, D] kept K) times
// w [D, F], plus an optional bias [1, F], give [N, F] in the dtype of w.
Value linear_topk(Builder& builder, Value values, Value positions, Value w, Value bias = kNoValue);

}  // namespace heddle
