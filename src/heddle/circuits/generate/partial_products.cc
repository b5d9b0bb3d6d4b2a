#include "heddle/circuits/generate/partial_products.h"

namespace heddle {

Columns partial_product_columns(AigBuilder& builder, const OperandBits& operands) {
  const size_t bits = operands.bits();
  Columns columns(2 * bits);
  for (size_t j = 0; j < bits; ++j) {
    for (size_t i = 0; i < bits; ++i) {
      columns[i + j].push_back(partial_product(builder, operands, i, j));
    }
  }
  if (operands.is_signed && bits > 1) {
    columns[bits].push_back(kTrue);
    columns.back().push_back(kTrue);
  }
  return columns;
}

}  // namespace heddle
