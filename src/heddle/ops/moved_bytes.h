// Bytes that an operator moves if it reads every operand and writes every result once.
#pragma once

#include "heddle/ir/type.h"

#include <span>

namespace heddle {

double moved_bytes(std::span<const Type> operands, std::span<const Type> results);

}  // namespace heddle
