// A word of outputs as a sum of fewer and earlier variables, adder by adder.
//
// An adder whose sum has weight w and whose carry has weight 2 w is worth w for each of its inputs:
// the form stays linear (Yu et al. 2016, "Formal verification of arithmetic circuits by function
// extraction"; Wu et al. 2023, GAMORA, for where the adders come from).
#pragma once

#include "heddle/circuits/adder_identity.h"
#include "heddle/circuits/adders.h"
#include "heddle/circuits/verify/linear_form.h"

#include <cstdint>
#include <vector>

namespace heddle {

struct RewritingStep {
  AdderIdentity identity;
  int64_t column = 0;  // the weight of the sum is an odd multiple of 2^column
};

// Each step replaces weight * sum by weight * inputs - 2 weight * carry, which is exact whatever
// the weights are; an identity without a carry is used at weight 2^(bits - 1) alone, where it is
// exact modulo 2^bits.
struct WordRewriting {
  std::vector<RewritingStep> steps;
  LinearForm rest;
};

// More than any array multiplier has whose gates literals can number. The weights of all outputs
// together take outputs^2 / 16 bytes.
inline constexpr int64_t kMostOutputs = int64_t{1} << 15;

// Starts with the sum of 2^k * output k modulo 2^outputs. Throws Unsupported beyond kMostOutputs.
LinearForm output_word(const Aig& aig);

// Rewrites all that adders of the scan explain: from late variables to early ones, an adder once
// all readers of its sum and carry are gone. Linear time, and the bits of a weight for each
// variable that is in the form at one moment; stops where that would be more than 8 GiB.
WordRewriting rewrite_word(const Aig& aig, const AdderScan& scan, LinearForm word);

}  // namespace heddle
