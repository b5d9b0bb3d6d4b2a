#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kScale;

// y = factor * x. x dense [N, D].
Value scale(Builder& builder, Value x, double factor);

}  // namespace heddle
