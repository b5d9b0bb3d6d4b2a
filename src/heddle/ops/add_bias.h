#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kAddBias;

// y[i, :] = x[i, :] + bias.     x dense [N, D]     bias [1, D] in the compute dtype of x
Value add_bias(Builder& builder, Value x, Value bias);

}  // namespace heddle
