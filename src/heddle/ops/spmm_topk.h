#pragma once

#include "heddle/ir/builder.h"
#include "heddle/ops/message_format.h"

#include <string_view>

namespace heddle {

extern const OpDef kSpmmTopk;
extern const OpDef kSpmmTopkGradient;

// spmm of rows of which K columns are kept: values [M, K] at positions (topk [M, D] kept K) give
// [N, D]. `weights` [E, 1] may be absent; they are constants. `reduce`: sum | mean.
// `messages`: how rows may travel, see message_format.h.
Value spmm_topk(Builder& builder, Value adjacency, Value values, Value positions,
                Value weights = kNoValue, std::string_view reduce = "sum",
                std::string_view messages = kSameMessages);

}  // namespace heddle
