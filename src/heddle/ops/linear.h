#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kLinear;
extern const OpDef kLinearWeightGradient;

// y = x w (+ bias).
//   x       [N, D] dense, or csr with values of the compute dtype of w
//   w       [D, F], or [F, D] if transpose_w; a dense x has its dtype
//   bias    optional, [1, F] in the compute dtype of w
//   result  [N, F] in the dtype of w
Value linear(Builder& builder, Value x, Value w, Value bias = kNoValue, bool transpose_w = false);

// x^T dy: [D, F] in the compute dtype.     x [N, D] dense or csr     dy [N, F]
Value linear_weight_gradient(Builder& builder, Value x, Value dy);

}  // namespace heddle
