// Radix-4 Booth recoding: half as many numbers to add (MacSorley 1961).
#pragma once

#include "heddle/circuits/aig_builder.h"
#include "heddle/circuits/generate/columns.h"
#include "heddle/circuits/generate/operand_bits.h"

namespace heddle {

// Digit i of b is -2 b_{2i+1} + b_{2i} + b_{2i-1}, one of -2 ... 2, and its row is a times that:
// a or 2a selected, inverted if negative, plus one. Rows are not extended by their signs s: -s 2^k
// is s' 2^k - 2^k, and all these constants together are one number. The sum of the columns is the
// product.
Columns booth_columns(AigBuilder& builder, const OperandBits& operands);

}  // namespace heddle
