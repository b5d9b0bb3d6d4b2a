#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kSddmm;

// e[i <- j, h] = <a[i, h, :], b[j, h, :]>, one dot product per edge and head.
//   adjacency  [N <- M] over E     a  [N, D/H]     b  [M, D/H]
//   heads      1, or the number of heads of a and b
//   result     [E, heads] in edge order, in the compute dtype of a
Value sddmm(Builder& builder, Value adjacency, Value a, Value b, int64_t heads = 1);

}  // namespace heddle
