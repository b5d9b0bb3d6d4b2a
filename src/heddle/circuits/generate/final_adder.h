// Adders of two numbers, which end a multiplier.
#pragma once

#include "heddle/circuits/generate/adder_cells.h"
#include "heddle/circuits/generate/columns.h"

#include <vector>

namespace heddle {

enum class FinalAdder {
  kRipple,      // the carry runs through all columns: the fewest gates, the longest path
  kKoggeStone,  // all carries at once (Kogge and Stone 1973): n log n gates, log n levels
};

// The sum of columns of at most two bits, one bit per column, modulo 2^columns.
std::vector<Literal> add_columns(AdderCells& cells, const Columns& columns, FinalAdder adder);

// The ripple adder with a carry into column 0.
std::vector<Literal> ripple_add_columns(AdderCells& cells, const Columns& columns,
                                        Literal carry = kFalse);

}  // namespace heddle
