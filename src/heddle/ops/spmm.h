#pragma once

#include "heddle/ir/builder.h"
#include "heddle/ops/message_format.h"

#include <string_view>

namespace heddle {

extern const OpDef kSpmm;

// y[i, :] = c_i * sum over edges (i <- j) of weight(i, j) * x[j, :], where c_i is 1 for
// reduce = "sum" and 1 / in-degree for "mean" (rows without edges give 0).
//   adjacency  [N <- M] over E     x  [M, D/H]     weights  optional, [E, H] or [E, 1]
//   result     [N, D/H] in the dtype of x     messages  how rows may travel: message_format.h
Value spmm(Builder& builder, Value adjacency, Value x, Value weights = kNoValue,
           std::string_view reduce = "sum", std::string_view messages = kSameMessages);

}  // namespace heddle
