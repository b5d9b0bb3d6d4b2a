#include "heddle/circuits/product_patterns.h"

#include "heddle/base/error.h"
#include "heddle/circuits/bit_matrix.h"
#include "heddle/circuits/simulate.h"

#include <algorithm>
#include <array>
#include <span>

namespace heddle {
namespace {

constexpr int64_t kBlockBytes = int64_t{128} << 20;

int64_t words_at_once(const Aig& aig, int64_t words) {
  const int64_t bytes_per_word = aig.variables() * static_cast<int64_t>(sizeof(uint64_t));
  return std::clamp<int64_t>(kBlockBytes / bytes_per_word, 1, words);
}

// The outputs of all patterns of the word at `at`.
std::vector<WideInteger> simulated_numbers(const Aig& aig, const Simulation& simulation,
                                           int64_t at) {
  const size_t bits = aig.outputs.size();
  std::vector<WideInteger> numbers(kPatternsPerWord, WideInteger(static_cast<int64_t>(bits)));
  for (size_t begin = 0; begin < bits; begin += 64) {
    BitMatrix rows{};
    const size_t end = std::min(begin + 64, bits);
    for (size_t i = begin; i < end; ++i) rows[i - begin] = simulation.word(aig.outputs[i], at);
    transpose(rows);
    for (size_t p = 0; p < rows.size(); ++p) numbers[p].limbs[begin / 64] = rows[p];
  }
  return numbers;
}

std::optional<Mismatch> first_mismatch(const OperandPairs& pairs,
                                       const std::vector<WideInteger>& got, bool is_signed) {
  for (size_t p = 0; p < pairs.size(); ++p) {
    const WideInteger expected = product(pairs[p].a, pairs[p].b, got[p].bits, is_signed);
    if (got[p] != expected) {
      return Mismatch{.pattern = static_cast<int64_t>(p),
                      .a = hexadecimal(pairs[p].a),
                      .b = hexadecimal(pairs[p].b),
                      .expected = hexadecimal(expected),
                      .got = hexadecimal(got[p])};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Mismatch> find_mismatch(const Aig& aig, const MultiplierOperands& operands,
                                      bool is_signed, int64_t words, uint64_t seed) {
  require_operands(aig, operands);
  require(words > 0, "product: {} words of patterns, need at least 1", words);
  const OperandPatterns patterns{.a_bits = static_cast<int64_t>(operands.a.size()),
                                 .b_bits = static_cast<int64_t>(operands.b.size()),
                                 .patterns = words * kPatternsPerWord,
                                 .seed = seed};
  const int64_t block = words_at_once(aig, words);
  Simulation simulation(aig, block);
  for (int64_t begin = 0; begin < words; begin += block) {
    const int64_t count = std::min(block, words - begin);
    for (int64_t at = 0; at < count; ++at) {
      const OperandPairs pairs = operand_pairs(patterns, begin + at);
      fill_inputs(simulation, at, operands, pairs);
    }
    simulation.run();
    for (int64_t at = 0; at < count; ++at) {
      std::optional<Mismatch> mismatch = first_mismatch(
          operand_pairs(patterns, begin + at), simulated_numbers(aig, simulation, at), is_signed);
      if (mismatch.has_value()) {
        mismatch->pattern += (begin + at) * kPatternsPerWord;
        return mismatch;
      }
    }
  }
  return std::nullopt;
}

std::optional<Mismatch> mismatch_of(const Aig& aig, const MultiplierOperands& operands,
                                    bool is_signed, const OperandPair& pair) {
  require_operands(aig, operands);
  OperandPairs pairs;
  pairs.fill(pair);
  Simulation simulation(aig, 1);
  fill_inputs(simulation, 0, operands, pairs);
  simulation.run();
  return first_mismatch(pairs, simulated_numbers(aig, simulation, 0), is_signed);
}

}  // namespace heddle
