#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kElu;
extern const OpDef kEluGradient;

// y = x where x > 0, else exp(x) - 1. x dense [N, D].
Value elu(Builder& builder, Value x);

}  // namespace heddle
