#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kConstant;

// A [1,1] matrix that holds `value`; floating dtypes only.
Value constant(Builder& builder, double value, DType dtype = DType::kF32);

}  // namespace heddle
