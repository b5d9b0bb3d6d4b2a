#include "heddle/circuits/multiplier_operands.h"

#include "heddle/base/error.h"
#include "heddle/circuits/bit_matrix.h"

#include <algorithm>
#include <numeric>

namespace heddle {
namespace {

void fill_operand(Simulation& simulation, const std::vector<int64_t>& inputs, int64_t at,
                  const OperandPairs& pairs, WideInteger OperandPair::*side) {
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

OperandPairs operand_pairs(const OperandPatterns& patterns, int64_t word) {
  OperandPairs pairs;
  for (int64_t p = 0; p < kPatternsPerWord; ++p) {
    pairs[static_cast<size_t>(p)] = patterns.pair(word * kPatternsPerWord + p);
  }
  return pairs;
}

void fill_inputs(Simulation& simulation, int64_t at, const MultiplierOperands& operands,
                 const OperandPairs& pairs) {
  fill_operand(simulation, operands.a, at, pairs, &OperandPair::a);
  fill_operand(simulation, operands.b, at, pairs, &OperandPair::b);
}

}  // namespace heddle
