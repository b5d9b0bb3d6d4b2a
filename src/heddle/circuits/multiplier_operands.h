// Which inputs of a circuit are the two numbers, and their values under patterns.
#pragma once

#include "heddle/circuits/aig.h"
#include "heddle/circuits/operand_patterns.h"
#include "heddle/circuits/simulate.h"

#include <array>
#include <cstdint>
#include <vector>

namespace heddle {

// Indices of inputs, least significant bit first.
struct MultiplierOperands {
  std::vector<int64_t> a, b;
};

// The first half of the inputs is a, the second half is b: as generators and most files have it.
// Throws InvalidArgument if their number is odd or 0.
MultiplierOperands halves_of_inputs(const Aig& aig);

// Throws InvalidArgument if an operand has no bits, an index is no input or an input occurs twice.
void require_operands(const Aig& aig, const MultiplierOperands& operands);

// The pairs of the 64 patterns of a word.
inline constexpr int64_t kPatternsPerWord = 64;
using OperandPairs = std::array<OperandPair, kPatternsPerWord>;
OperandPairs operand_pairs(const OperandPatterns& patterns, int64_t word);

// Writes them to word `at` of the inputs of the operands.
void fill_inputs(Simulation& simulation, int64_t at, const MultiplierOperands& operands,
                 const OperandPairs& pairs);

}  // namespace heddle
