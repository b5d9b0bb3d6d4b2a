// What `verify` found, as one HTML page without scripts or other files.
#pragma once

#include "heddle/circuits/verify/prove_multiplier.h"

#include <string>
#include <string_view>

namespace heddle {

struct ProofReport {
  std::string_view circuit;  // its name
  std::string_view claim;    // "the product of unsigned numbers ..."
  double seconds = 0;
};

// Verdict, numbers, the picture of the adders that were rewritten, a counterexample or what is
// left.
std::string proof_report_html(const ProofReport& report, const Aig& aig,
                              const MultiplierProof& proof);

}  // namespace heddle
