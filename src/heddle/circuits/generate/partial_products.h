// The partial products a_i b_j of weight 2^(i + j).
//
// Baugh and Wooley 1973: in a product of two's complement numbers those with exactly one sign bit
// count negatively. They are inverted here; what is missing then is 2^n + 2^(2n - 1) modulo
// 2^(2n), which a multiplier adds where it costs least.
#pragma once

#include "heddle/circuits/aig_builder.h"
#include "heddle/circuits/generate/columns.h"
#include "heddle/circuits/generate/operand_bits.h"

namespace heddle {

// a_i b_j, inverted where it counts negatively.
inline Literal partial_product(AigBuilder& builder, const OperandBits& operands, size_t i,
                               size_t j) {
  const size_t top = operands.bits() - 1;
  const bool negative = operands.is_signed && (i == top) != (j == top);
  return inverted_if(builder.make_and(operands.a[i], operands.b[j]), negative);
}

// All of them and the constants: their sum is the product.
Columns partial_product_columns(AigBuilder& builder, const OperandBits& operands);

}  // namespace heddle
