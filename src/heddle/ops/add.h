#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kAdd;

// y = a + b, element by element. Both [N, D] of one type.
Value add(Builder& builder, Value a, Value b);

}  // namespace heddle
