// Trees of adders: from many numbers to two, whatever their bits.
#pragma once

#include "heddle/circuits/generate/adder_cells.h"
#include "heddle/circuits/generate/columns.h"

namespace heddle {

// Both leave at most two bits in a column, with the same sum. Depth is logarithmic in the height.

// As early as possible (Wallace 1964): in every stage all bits of columns of three or more go into
// full adders and, where two are left over, half adders.
void reduce_wallace(AdderCells& cells, Columns& columns);

// As late as possible (Dadda 1965): in every stage only as many adders as bring all columns below
// the next of the heights 2, 3, 4, 6, 9, 13, ..., the fewest half adders.
void reduce_dadda(AdderCells& cells, Columns& columns);

}  // namespace heddle
