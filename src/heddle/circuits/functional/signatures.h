// Which signals of a circuit look equal: their values under many patterns as one number.
#pragma once

#include "heddle/circuits/aig.h"

#include <cstdint>
#include <vector>

namespace heddle {

// A signal and its inverse have the same hash and differ in `inverted`.
struct Signature {
  uint64_t hash = 0;
  bool inverted = false;
};

// Under 64 * words pairs of numbers, the halves of the inputs, of mixed density (OperandPatterns):
// sums of adder trees agree on most uniform numbers. Of different hashes the signals differ; of
// equal ones they may. Keeps 16 bytes per variable, and up to 128 MiB.
std::vector<Signature> signatures(const Aig& aig, int64_t words, uint64_t seed);

}  // namespace heddle
