// What an adder says about numbers: 2 * carry + sum = sum of its inputs.
#pragma once

#include "heddle/circuits/adders.h"
#include "heddle/circuits/literal.h"

#include <array>

namespace heddle {

inline constexpr Literal kNoLiteral = UINT32_MAX;

// 2 * carry + sum = sum of the inputs, where a literal is the number 0 or 1. Without a carry (it
// is kNoLiteral) sum = sum of the inputs modulo 2.
struct AdderIdentity {
  Literal sum = kFalse, carry = kNoLiteral;
  std::array<Literal, 3> inputs = {kFalse, kFalse, kNoLiteral};  // two have kNoLiteral behind them

  bool is_full() const { return inputs[2] != kNoLiteral; }
};

// What the tables of cuts say: of an adder, and of an XOR without a carry.
AdderIdentity suggested_identity(const Adder& adder);
AdderIdentity suggested_identity(const AdderPart& sum);

// Whether it holds for all values of its inputs, by evaluating the gates between them and the sum
// and the carry. Trusts nothing: false, though the circuit may be such that it holds for the values
// that it can have, where these are not functions of the inputs alone, or where one input depends
// on others.
bool is_identity(const Aig& aig, const AdderIdentity& identity);

}  // namespace heddle
