#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kLeakyRelu;
extern const OpDef kLeakyReluGradient;

// y = x where x > 0, else slope * x. x dense [N, D]; slope > 0.
Value leaky_relu(Builder& builder, Value x, double slope);

}  // namespace heddle
