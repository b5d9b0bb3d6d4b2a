#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kHeadDot;
extern const OpDef kHeadOuter;
extern const OpDef kHeadColumnSum;

// l[i, h] = <x[i, h, :], a[h, :]>: [N, H] in the compute dtype.
//   x  dense [N, D/H]     a  [1, D] in the compute dtype
Value head_dot(Builder& builder, Value x, Value a);

// x[i, h, :] = l[i, h] * a[h, :]: [N, D/H] in `dtype`, whose compute dtype l and a have.
//   l  dense [N, H]     a  [1, D]
Value head_outer(Builder& builder, Value l, Value a, DType dtype);

// a[h, :] = sum over i of l[i, h] * x[i, h, :]: [1, D] in the compute dtype.
//   x  dense [N, D/H]     l  [N, H]
Value head_column_sum(Builder& builder, Value x, Value l);

}  // namespace heddle
