// Half and full adders as gates: the cells that multipliers are made of.
#pragma once

#include "heddle/circuits/aig_builder.h"

#include <cstdint>

namespace heddle {

// How a full adder of a, b and c becomes gates, where x = a ^ b and the sum is x ^ c:
enum class AdderStyle {
  kPropagate,      // carry = ab | xc: 7 gates, because the ANDs are those of the XORs
  kSumOfProducts,  // the same with XORs as ab' | a'b: 9
  kOr,             // carry = ab | c(a | b): 8
  kMajority,       // carry = ab | ac | bc: 10
  kMux,            // carry = x ? c : a: 8
};

struct SumCarry {
  Literal sum = kFalse, carry = kFalse;
};

// Adds bits to the circuit of a builder, which it borrows.
class AdderCells {
 public:
  AdderCells(AigBuilder& builder, AdderStyle style) : builder_(builder), style_(style) {}

  AigBuilder& builder() { return builder_; }
  // a + b + c = sum + 2 carry. Constants among them cost nothing: with one of them this is a half
  // adder, with two an inverter or a wire.
  SumCarry add(Literal a, Literal b, Literal c = kFalse);
  // The sum alone, without gates for the carry.
  Literal parity(Literal a, Literal b, Literal c = kFalse);

 private:
  Literal exclusive_or(Literal a, Literal b);
  Literal full_carry(Literal a, Literal b, Literal c, Literal a_xor_b);

  AigBuilder& builder_;
  AdderStyle style_;
};

// The gates of a full adder.
int64_t full_adder_gates(AdderStyle style);

}  // namespace heddle
