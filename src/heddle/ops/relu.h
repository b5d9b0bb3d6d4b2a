#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kRelu;
extern const OpDef kReluGradient;

// y = max(x, 0), element by element. x dense [N, D] of any space.
Value relu(Builder& builder, Value x);

}  // namespace heddle
