#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kMultiply;

// y = a * b, element by element. Both [N, D] of one type.
Value multiply(Builder& builder, Value a, Value b);

}  // namespace heddle
