// What an adder says about numbers: 2 * carry + sum = sum of its inputs.
#pragma once

#include "heddle/circuits/adders.h"
#include "heddle/circuits/literal.h"

#include <array>
#include <optional>
#include <span>

namespace heddle {

inline constexpr Literal kNoLiteral = UINT32_MAX;

// 2 * carry + sum = sum of the inputs, where a literal is the number 0 or 1. Without a carry (it
// is kNoLiteral) sum = sum of the inputs modulo 2.
struct AdderIdentity {
  Literal sum = kFalse, carry = kNoLiteral;
  std::array<Literal, 3> inputs = {kFalse, kFalse, kNoLiteral};  // two have kNoLiteral behind them

  bool is_full() const { return inputs[2] != kNoLiteral; }
};

// The identity of an adder that cuts suggest: of the values that the circuit can have, not of any.
AdderIdentity suggested_identity(const Adder& adder);
// The same after evaluating the gates between its leaves and
// its sum and carry once more: nothing where these are not functions of the leaves alone, or
// differ from the tables of the cuts, which may be for impossible values.
std::optional<AdderIdentity> checked_identity(const Aig& aig, const Adder& adder);
// The same of an XOR without a carry.
std::optional<AdderIdentity> checked_identity(const Aig& aig, const AdderPart& sum);

}  // namespace heddle
