// Whether a circuit multiplies, tried with many numbers at once.
#pragma once

#include "heddle/circuits/aig.h"
#include "heddle/circuits/multiplier_operands.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace heddle {

// Hexadecimal: the bits as they are, also of signed numbers.
struct Mismatch {
  int64_t pattern = 0;
  std::string a, b, expected, got;
};

// Simulates 64 * words pairs of operands (OperandPatterns says which) and returns the first for
// which the outputs, least significant bit first, are not the product modulo 2^outputs. Inputs
// that belong to no operand are 0. Nothing found proves nothing, unless all pairs were tried.
//
// Keeps 8 bytes per variable, or up to 128 MiB. Throws as require_operands.
std::optional<Mismatch> find_mismatch(const Aig& aig, const MultiplierOperands& operands,
                                      bool is_signed, int64_t words, uint64_t seed);

// The same for one pair of numbers, of as many bits as the operands; its pattern is 0.
std::optional<Mismatch> mismatch_of(const Aig& aig, const MultiplierOperands& operands,
                                    bool is_signed, const OperandPair& pair);

}  // namespace heddle
