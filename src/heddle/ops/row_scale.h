#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kRowScale;
extern const OpDef kRowDot;

// y[i, :] = s[i] * x[i, :].     x dense [N, D]     s [N, 1] in the compute dtype of x
Value row_scale(Builder& builder, Value x, Value s);

// y[i] = <a[i, :], b[i, :]>: [N, 1] in the compute dtype. Both operands dense [N, D] of one type.
Value row_dot(Builder& builder, Value a, Value b);

}  // namespace heddle
