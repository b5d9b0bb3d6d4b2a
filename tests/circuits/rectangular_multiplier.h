// Multipliers of operands of different widths, with any number of outputs.
#pragma once

#include "heddle/circuits/generate/adder_cells.h"
#include "heddle/circuits/product_patterns.h"

#include <cstdint>
#include <numeric>
#include <vector>

namespace heddle::test {

// a is the first inputs, b the rest.
inline MultiplierOperands first_and_rest(int64_t a_bits, int64_t b_bits) {
  MultiplierOperands operands;
  operands.a.resize(static_cast<size_t>(a_bits));
  operands.b.resize(static_cast<size_t>(b_bits));
  std::iota(operands.a.begin(), operands.a.end(), 0);
  std::iota(operands.b.begin(), operands.b.end(), a_bits);
  return operands;
}

// Adds a 2^j for every b_j by ripple adders of the full width; subtracts it for a sign bit b_j.
inline Aig rectangular_multiplier(int64_t a_bits, int64_t b_bits, int64_t outputs, bool is_signed) {
  AigBuilder builder(a_bits + b_bits);
  AdderCells cells(builder, AdderStyle::kPropagate);
  std::vector<Literal> sum(static_cast<size_t>(outputs), kFalse);
  for (int64_t j = 0; j < b_bits; ++j) {
    const bool subtract = is_signed && j + 1 == b_bits;
    Literal carry = subtract ? kTrue : kFalse;
    for (int64_t k = 0; k < outputs; ++k) {
      Literal bit = kFalse;
      if (k >= j && (k - j < a_bits || is_signed)) {
        bit =
            builder.make_and(builder.input(std::min(k - j, a_bits - 1)), builder.input(a_bits + j));
      }
      const SumCarry added =
          cells.add(sum[static_cast<size_t>(k)], inverted_if(bit, subtract), carry);
      sum[static_cast<size_t>(k)] = added.sum;
      carry = added.carry;
    }
  }
  for (const Literal bit : sum) builder.add_output(bit);
  return structurally_hashed(builder.take());
}

}  // namespace heddle::test
