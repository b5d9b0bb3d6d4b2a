// Half and full adders that stand in a circuit, found by the functions of its cuts.
#pragma once

#include "heddle/circuits/cut_enumerator.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace heddle {

// Two variables that are functions of the same two or three leaves: the sum is their XOR or its
// complement, the carry is, for three, the majority of the leaves, each inverted or not, or its
// complement; for two, the AND of the leaves, each inverted or not, or its complement.
struct Adder {
  uint32_t sum = 0, carry = 0;
  std::array<uint32_t, 3> leaves = {kNoLeaf, kNoLeaf, kNoLeaf};  // ascending
  uint8_t sum_table = 0, carry_table = 0;                        // of the leaves, as in Cut

  bool is_full() const { return leaves[2] != kNoLeaf; }
  bool operator==(const Adder&) const = default;
};

// A variable that could be the sum, or the carry, of an adder of these leaves.
struct AdderPart {
  std::array<uint32_t, 3> leaves;
  uint32_t variable;
  uint8_t table;
};

struct AdderScan {
  std::vector<Adder> adders;    // every pair of the same leaves, by sum, carry and leaves
  std::vector<AdderPart> sums;  // also without a carry, by variable
  // [variables] 1: the variable is an XOR of a cut's leaves, or such a leaf. Of a variable's cuts
  // the first XOR of two leaves counts, or else the first of three (GAMORA's XOR set).
  std::vector<uint8_t> xor_set;
};

// Linear time, about 50 bytes per variable. Throws Unsupported where gates repeat so often that
// there are more than 16 adders per variable.
AdderScan scan_adders(const Aig& aig);

// The adders of a scan that are not parts of others, as ABC's &atree lists them: without half
// adders whose carry is read by their sum alone, and without those inside a full adder.
std::vector<Adder> adder_forest(const Aig& aig, std::span<const Adder> adders);

}  // namespace heddle
