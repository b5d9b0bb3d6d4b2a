#include "heddle/circuits/product_patterns.h"

#include "heddle/base/error.h"
#include "heddle/circuits/bit_matrix.h"
#include "heddle/circuits/operand_patterns.h"
#include "heddle/circuits/simulate.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <span>

namespace heddle {
namespace {

constexpr int64_t kBlockBytes = int64_t{128} << 20;
constexpr int64_t kPatternsPerWord = 64;

int64_t words_at_once(const Aig& aig, int64_t words) {
  const int64_t bytes_per_word = aig.variables() * static_cast<int64_t>(sizeof(uint64_t));
  return std::clamp<int64_t>(kBlockBytes / bytes_per_word, 1, words);
}

// The operands of the 64 patterns of a word.
using PatternOperands = std::array<OperandPair, kPatternsPerWord>;

PatternOperands operands_of_word(const OperandPatterns& patterns, int64_t word) {
  PatternOperands pairs;
  for (int64_t p = 0; p < kPatternsPerWord; ++p) {
    pairs[static_cast<size_t>(p)] = patterns.pair(word * kPatternsPerWord + p);
  }
  return pairs;
}

void fill_operand(Simulation& simulation, const std::vector<int64_t>& inputs, int64_t at,
                  const PatternOperands& pairs, WideInteger OperandPair::*side) {
  for (size_t begin = 0; begin < inputs.size(); begin += 64) {
    BitMatrix rows;
    for (size_t p = 0; p < rows.size(); ++p) rows[p] = (pairs[p].*side).limbs[begin / 64];
    transpose(rows);
    const size_t end = std::min(begin + 64, inputs.size());
    for (size_t i = begin; i < end; ++i) {
      simulation.input(inputs[i])[static_cast<size_t>(at)] = rows[i - begin];
    }
  }
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

std::optional<Mismatch> first_mismatch(const PatternOperands& pairs,
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

MultiplierOperands halves_of_inputs(const Aig& aig) {
  require(aig.inputs > 0 && aig.inputs % 2 == 0,
          "product: {} inputs, need two operands of equally many bits", aig.inputs);
  MultiplierOperands operands;
  operands.a.resize(static_cast<size_t>(aig.inputs / 2));
  operands.b.resize(operands.a.size());
  std::iota(operands.a.begin(), operands.a.end(), 0);
  std::iota(operands.b.begin(), operands.b.end(), aig.inputs / 2);
  return operands;
}

void require_operands(const Aig& aig, const MultiplierOperands& operands) {
  require(!operands.a.empty() && !operands.b.empty(), "product: an operand without bits");
  std::vector<char> seen(static_cast<size_t>(aig.inputs), 0);
  for (const std::vector<int64_t>* operand : {&operands.a, &operands.b}) {
    for (const int64_t input : *operand) {
      require(input >= 0 && input < aig.inputs, "product: operand bit is input {}, need 0 to {}",
              input, aig.inputs - 1);
      require(seen[static_cast<size_t>(input)] == 0, "product: input {} is two operand bits",
              input);
      seen[static_cast<size_t>(input)] = 1;
    }
  }
}

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
      const PatternOperands pairs = operands_of_word(patterns, begin + at);
      fill_operand(simulation, operands.a, at, pairs, &OperandPair::a);
      fill_operand(simulation, operands.b, at, pairs, &OperandPair::b);
    }
    simulation.run();
    for (int64_t at = 0; at < count; ++at) {
      std::optional<Mismatch> mismatch =
          first_mismatch(operands_of_word(patterns, begin + at),
                         simulated_numbers(aig, simulation, at), is_signed);
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
  PatternOperands pairs;
  pairs.fill(pair);
  Simulation simulation(aig, 1);
  fill_operand(simulation, operands.a, 0, pairs, &OperandPair::a);
  fill_operand(simulation, operands.b, 0, pairs, &OperandPair::b);
  simulation.run();
  return first_mismatch(pairs, simulated_numbers(aig, simulation, 0), is_signed);
}

}  // namespace heddle
