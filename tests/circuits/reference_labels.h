// Cuts, adders and labels as their rule is written down, step by step and slowly.
#pragma once

#include "heddle/circuits/aig.h"

#include <cstdint>
#include <vector>

namespace heddle::test {

using Leaves = std::vector<uint32_t>;  // ascending

struct ReferenceCut {
  Leaves leaves;
  std::vector<bool> table;  // 2^leaves values; bit k of an index is the value of leaf k

  bool operator==(const ReferenceCut&) const = default;
};

struct ReferenceAdder {
  uint32_t sum = 0, carry = 0;
  Leaves leaves;

  bool operator==(const ReferenceAdder&) const = default;
};

struct ReferenceLabels {
  std::vector<std::vector<ReferenceCut>> cuts;  // by variable, the trivial one first
  std::vector<ReferenceAdder> adders, forest;
  std::vector<bool> xor_set;  // by variable
  std::vector<uint8_t> root, shared;
};

// `most_cuts` of a variable are kept beside the trivial one.
ReferenceLabels reference_labels(const Aig& aig, size_t most_cuts = 64);

}  // namespace heddle::test
