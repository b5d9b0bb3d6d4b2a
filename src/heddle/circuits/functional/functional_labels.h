// Which gates of a changed circuit still are sums and carries of the one that it was made of.
#pragma once

#include "heddle/circuits/aig.h"

#include <cstdint>
#include <vector>

namespace heddle {

// Bits of a label; both may be set.
inline constexpr uint8_t kEqualsSum = 1, kEqualsCarry = 2;

struct FunctionalLabels {
  // For each variable from 1 on, then for each output: whether it is, up to an inverter, a sum or
  // a carry of an adder of the golden circuit's forest.
  std::vector<uint8_t> labels;
  // Pairs of signals that agree under all patterns: how many of them are equal for all inputs, are
  // not, or took too many steps to tell. Undecided ones count as not equal.
  int64_t equal = 0, different = 0, undecided = 0;
};

// Both circuits have the same inputs in the same order. Signals that differ under 70,000 patterns
// are different; those that agree are proved equal one after the other, from inputs to outputs.
// Throws InvalidArgument for different numbers of inputs.
FunctionalLabels functional_labels(const Aig& aig, const Aig& golden);

}  // namespace heddle
