#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kIncrement;

// step + 1. step i64 [1, 1].
Value increment(Builder& builder, Value step);

}  // namespace heddle
