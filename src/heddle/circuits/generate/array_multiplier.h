// Multipliers that add one row of partial products after another: 8 n^2 - 11 n gates for n > 1
// unsigned bits in the smallest style.
#pragma once

#include "heddle/circuits/generate/adder_cells.h"
#include "heddle/circuits/generate/operand_bits.h"

#include <vector>

namespace heddle {

// Each row is added to the sum of those before it by a ripple adder: the array of ABC's `gen -m`,
// 8 n - 11 levels. Gates stand row by row and in a row bit by bit, so that a piece of consecutive
// variables reads the row before it and inputs, and little else. Returns 2 n bits.
std::vector<Literal> ripple_array_product(AdderCells& cells, const OperandBits& operands);

// Carries go to the next row instead of the next bit (Braun 1963), only the last row ripples: the
// same count, about 6 n levels.
std::vector<Literal> carry_save_array_product(AdderCells& cells, const OperandBits& operands);

}  // namespace heddle
