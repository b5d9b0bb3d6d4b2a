// Whether a circuit multiplies: a proof, a counterexample, or what stood in the way.
#pragma once

#include "heddle/circuits/aig.h"
#include "heddle/circuits/product_patterns.h"
#include "heddle/circuits/verify/word_rewriting.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace heddle {

enum class Verdict : uint8_t { kProved, kWrong, kUnknown };
std::string_view to_string(Verdict verdict);  // "PROVED"

struct MultiplierProof {
  Verdict verdict = Verdict::kUnknown;
  std::optional<Mismatch> counterexample;  // kWrong
  std::vector<RewritingStep> steps;        // adders that were rewritten, in this order
  // Variables whose functions of inputs were multiplied out at the end (kProved), and those that
  // are left because they depend on too many inputs (kUnknown). Ascending.
  std::vector<uint32_t> expanded, uncovered;
};

// The outputs, least significant bit first, against the product of the operands modulo 2^outputs.
// First tries `pattern_words` * 64 pairs of numbers; then rewrites the word of outputs backwards
// through the adders of the scan and multiplies out what is left. Every step is exact, so that the
// verdict is kUnknown where adders are missing, never wrong. Throws InvalidArgument as
// require_operands, Unsupported beyond kMostOutputs outputs.
MultiplierProof prove_multiplier(const Aig& aig, const MultiplierOperands& operands, bool is_signed,
                                 const AdderScan& scan, int64_t pattern_words = 16);

}  // namespace heddle
