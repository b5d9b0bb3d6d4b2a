// Operators that can add a bias and other rows, and then apply an activation, while a row is still
// in registers.
#pragma once

#include "heddle/ir/program.h"

namespace heddle {

// Index of the operand "bias" of a linear, linear_topk or spmm; -1 for all others.
int bias_operand(const Node& node);

// Index of the operand "addend" of a linear map of dense rows or of kept columns; -1 for all
// others.
int addend_operand(const Program& program, const Node& node);

}  // namespace heddle
