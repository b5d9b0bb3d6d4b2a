// Operators that can add a bias, and then apply an activation, while a row is still in registers.
#pragma once

#include "heddle/ir/program.h"

namespace heddle {

// Index of the operand "bias" of a linear, linear_topk or spmm; -1 for all others.
int bias_operand(const Node& node);

}  // namespace heddle
