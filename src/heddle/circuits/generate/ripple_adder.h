// The adder whose carry runs through all bits: the fewest gates, the longest path.
#pragma once

#include "heddle/circuits/generate/adder_cells.h"

#include <vector>

namespace heddle {

// a + b + carry of two numbers with equally many bits, least significant first; the last bit of the
// result is the carry out.
std::vector<Literal> ripple_add(AdderCells& cells, const std::vector<Literal>& a,
                                const std::vector<Literal>& b, Literal carry = kFalse);

}  // namespace heddle
