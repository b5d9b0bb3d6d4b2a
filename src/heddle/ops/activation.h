// The activation that a linear map or an spmm applies to its result before writing it; set by the
// pass fuse_epilogue through the attribute "activation".
#pragma once

#include "heddle/ir/attribute.h"

#include <string_view>

namespace heddle {

enum class Activation : uint8_t { kNone, kRelu, kElu };

std::string_view to_string(Activation activation);
// The attribute "activation" of an operator that has one; throws InvalidArgument if unknown.
Activation activation_of(const Attributes& attributes);

}  // namespace heddle
