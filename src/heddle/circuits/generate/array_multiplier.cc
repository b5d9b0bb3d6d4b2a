#include "heddle/circuits/generate/array_multiplier.h"

#include "heddle/circuits/generate/final_adder.h"
#include "heddle/circuits/generate/partial_products.h"

namespace heddle {
namespace {

std::vector<Literal> first_row(AigBuilder& builder, const OperandBits& operands) {
  std::vector<Literal> row;
  for (size_t i = 0; i < operands.bits(); ++i) {
    row.push_back(partial_product(builder, operands, i, 0));
  }
  return row;
}

}  // namespace

std::vector<Literal> ripple_array_product(AdderCells& cells, const OperandBits& operands) {
  const size_t bits = operands.bits();
  // Of weight 2^j ... 2^(j + bits) when row j is added.
  std::vector<Literal> sum = first_row(cells.builder(), operands);
  sum.push_back(operands.is_signed ? kTrue : kFalse);
  std::vector<Literal> product{sum.front()};
  for (size_t j = 1; j < bits; ++j) {
    Literal carry = kFalse;
    for (size_t i = 0; i < bits; ++i) {
      const Literal bit = partial_product(cells.builder(), operands, i, j);
      const SumCarry added = cells.add(sum[i + 1], bit, carry);
      sum[i] = added.sum;
      carry = added.carry;
    }
    sum[bits] = carry;
    product.push_back(sum.front());
  }
  product.insert(product.end(), sum.begin() + 1, sum.end());
  product.back() = inverted_if(product.back(), operands.is_signed);
  return product;
}

std::vector<Literal> carry_save_array_product(AdderCells& cells, const OperandBits& operands) {
  const size_t bits = operands.bits();
  // sum[i + 1] and carry[i] weigh what bit i of the next row weighs.
  std::vector<Literal> sum = first_row(cells.builder(), operands);
  std::vector<Literal> carry(bits - 1, kFalse);
  std::vector<Literal> product{sum.front()};
  for (size_t j = 1; j < bits; ++j) {
    for (size_t i = 0; i + 1 < bits; ++i) {
      const Literal bit = partial_product(cells.builder(), operands, i, j);
      const SumCarry added = cells.add(sum[i + 1], carry[i], bit);
      sum[i] = added.sum;
      carry[i] = added.carry;
    }
    sum[bits - 1] = partial_product(cells.builder(), operands, bits - 1, j);
    product.push_back(sum.front());
  }
  Columns high_columns(bits);
  for (size_t i = 0; i + 1 < bits; ++i) high_columns[i] = {sum[i + 1], carry[i]};
  const std::vector<Literal> high =
      ripple_add_columns(cells, high_columns, operands.is_signed ? kTrue : kFalse);
  product.insert(product.end(), high.begin(), high.end());
  product.back() = inverted_if(product.back(), operands.is_signed);
  return product;
}

}  // namespace heddle
