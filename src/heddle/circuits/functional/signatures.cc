#include "heddle/circuits/functional/signatures.h"

#include "heddle/circuits/multiplier_operands.h"
#include "heddle/circuits/simulate.h"

#include <algorithm>

namespace heddle {
namespace {

constexpr int64_t kBlockBytes = int64_t{128} << 20;

// The first half of the inputs and the rest, of which one may be empty.
MultiplierOperands split_inputs(const Aig& aig) {
  MultiplierOperands operands;
  for (int64_t i = 0; i < aig.inputs; ++i) {
    (i < aig.inputs / 2 ? operands.a : operands.b).push_back(i);
  }
  return operands;
}

}  // namespace

std::vector<Signature> signatures(const Aig& aig, int64_t words, uint64_t seed) {
  const MultiplierOperands operands = split_inputs(aig);
  const OperandPatterns patterns{.a_bits = static_cast<int64_t>(operands.a.size()),
                                 .b_bits = static_cast<int64_t>(operands.b.size()),
                                 .patterns = words * kPatternsPerWord,
                                 .seed = seed};
  const int64_t word_bytes = aig.variables() * static_cast<int64_t>(sizeof(uint64_t));
  const int64_t block = std::clamp<int64_t>(kBlockBytes / word_bytes, 1, words);
  Simulation simulation(aig, block);
  std::vector<Signature> all(static_cast<size_t>(aig.variables()));
  for (int64_t begin = 0; begin < words; begin += block) {
    const int64_t count = std::min(block, words - begin);
    for (int64_t at = 0; at < count; ++at) {
      fill_inputs(simulation, at, operands, operand_pairs(patterns, begin + at));
    }
    simulation.run();
    for (uint32_t variable = 0; variable < aig.variables(); ++variable) {
      Signature& signature = all[variable];
      for (int64_t at = 0; at < count; ++at) {
        uint64_t values = simulation.words(variable)[static_cast<size_t>(at)];
        if (begin + at == 0) signature.inverted = (values & 1) != 0;
        values ^= -uint64_t{signature.inverted};
        signature.hash = (signature.hash ^ values) * 0x9E3779B97F4A7C15U;
        signature.hash ^= signature.hash >> 29;
      }
    }
  }
  return all;
}

}  // namespace heddle
