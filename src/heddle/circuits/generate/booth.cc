#include "heddle/circuits/generate/booth.h"

#include <algorithm>

namespace heddle {
namespace {

// a times this: a, 2a or neither is selected, then inverted if negative.
struct BoothDigit {
  Literal one = kFalse, two = kFalse, negative = kFalse;
};

// A bit of an operand that zeros or copies of its sign extend in both directions.
Literal extended_bit(const std::vector<Literal>& operand, int64_t index, bool is_signed) {
  if (index < 0) return kFalse;
  if (index < static_cast<int64_t>(operand.size())) return operand[static_cast<size_t>(index)];
  return is_signed ? operand.back() : kFalse;
}

BoothDigit booth_digit(AigBuilder& builder, const OperandBits& operands, int64_t digit) {
  const auto b = [&](int64_t index) { return extended_bit(operands.b, index, operands.is_signed); };
  const int64_t low = 2 * digit;
  const Literal one = builder.make_xor(b(low), b(low - 1));
  const Literal two = builder.make_and(builder.make_xor(b(low + 1), b(low)), inverted(one));
  return {one, two, b(low + 1)};
}

// Bit `index` of the row, one of bits() + 1.
Literal row_bit(AigBuilder& builder, const OperandBits& operands, const BoothDigit& digit,
                int64_t index) {
  const Literal a = extended_bit(operands.a, index, operands.is_signed);
  const Literal below = extended_bit(operands.a, index - 1, operands.is_signed);
  const Literal selected =
      builder.make_or(builder.make_and(digit.one, a), builder.make_and(digit.two, below));
  return builder.make_xor(selected, digit.negative);
}

// -sum modulo 2^sum.size() of the number whose bits are `sum`.
std::vector<bool> negated(const std::vector<bool>& sum) {
  std::vector<bool> result(sum.size());
  bool seen_one = false;
  for (size_t k = 0; k < sum.size(); ++k) {
    result[k] = sum[k] != seen_one;
    seen_one = seen_one || sum[k];
  }
  return result;
}

}  // namespace

Columns booth_columns(AigBuilder& builder, const OperandBits& operands) {
  const auto bits = static_cast<int64_t>(operands.bits());
  const int64_t digits = operands.is_signed ? (bits + 1) / 2 : (bits + 2) / 2;
  Columns columns(2 * operands.bits());
  std::vector<bool> sign_weights(columns.size(), false);
  const auto add_bit = [&columns](int64_t weight, Literal bit) {
    const auto k = static_cast<size_t>(weight);
    if (k < columns.size() && bit != kFalse) columns[k].push_back(bit);
  };
  for (int64_t i = 0; i < digits; ++i) {
    const BoothDigit digit = booth_digit(builder, operands, i);
    // The last bit of a signed row is its sign; that of an unsigned row stands in front of it.
    const int64_t sign_weight = 2 * i + bits + (operands.is_signed ? 0 : 1);
    for (int64_t weight = 2 * i; weight <= std::min(2 * i + bits, 2 * bits - 1); ++weight) {
      const Literal bit = row_bit(builder, operands, digit, weight - 2 * i);
      add_bit(weight, inverted_if(bit, weight == sign_weight));
    }
    if (!operands.is_signed) add_bit(sign_weight, inverted(digit.negative));
    add_bit(2 * i, digit.negative);
    if (sign_weight < 2 * bits) sign_weights[static_cast<size_t>(sign_weight)] = true;
  }
  const std::vector<bool> constant = negated(sign_weights);
  for (size_t k = 0; k < constant.size(); ++k) {
    if (constant[k]) columns[k].push_back(kTrue);
  }
  return columns;
}

}  // namespace heddle
