#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kCast;

// x in another floating type, rounded to nearest even; x itself if it has that type.
Value cast(Builder& builder, Value x, DType dtype);

}  // namespace heddle
