// Numbers to try a multiplier with.
#pragma once

#include "heddle/circuits/wide_integer.h"

#include <cstdint>

namespace heddle {

struct OperandPair {
  WideInteger a, b;
};

// Which pairs: all of them where `patterns` are enough; else first the pairs of corner values (0,
// 1, all ones, the ends of the signed range, alternating bits, ...), then random ones of mixed kind
// (uniform, sparse, dense, one bit, all but one, runs of ones). Errors of adder trees show with
// operands of unequal density that uniform numbers never are.
struct OperandPatterns {
  int64_t a_bits = 0, b_bits = 0;
  int64_t patterns = 0;
  uint64_t seed = 0;

  // Of 0 <= index < patterns; the same whenever it is asked for.
  OperandPair pair(int64_t index) const;
};

}  // namespace heddle
