#pragma once

#include "heddle/ir/builder.h"

#include <string_view>

namespace heddle {

extern const OpDef kSpmmTopk;
extern const OpDef kSpmmTopkGradient;

// spmm of rows of which K columns are kept: values [M, K] at positions (topk [M, D] kept K) give
// [N, D]. `weights` [E, 1] may be absent; they are constants. `reduce`: sum | mean.
Value spmm_topk(Builder& builder, Value adjacency, Value values, Value positions,
                Value weights = kNoValue, std::string_view reduce = "sum");

}  // namespace heddle
