#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kDropout;

// Keeps an element with probability 1 - p and divides it by that; the others become 0.
//   x  [N, D] dense or csr, or [N, K] at `positions` (topk [N, D])     probability  p in [0, 1)
// Takes the next random stream of the Program.
Value dropout(Builder& builder, Value x, double probability, Value positions = kNoValue);

// Element (i, j) is kept if and only if
// uniform_from_word(RandomStream.word(row_id(i), j)) >= p, compared in float.

}  // namespace heddle
