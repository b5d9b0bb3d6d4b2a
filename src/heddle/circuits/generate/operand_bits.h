// The two numbers that a multiplier multiplies.
#pragma once

#include "heddle/circuits/literal.h"

#include <vector>

namespace heddle {

// Equally many bits each, least significant first. Signed numbers are in two's complement.
struct OperandBits {
  std::vector<Literal> a, b;
  bool is_signed = false;

  size_t bits() const { return a.size(); }
};

}  // namespace heddle
