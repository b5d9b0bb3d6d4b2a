// What every signal of a circuit is under given inputs, 64 patterns in a word.
#pragma once

#include "heddle/circuits/aig.h"

#include <cstdint>
#include <span>
#include <vector>

namespace heddle {

// Pattern p of word w is bit p of the words at w. All words of a variable lie together.
class Simulation {
 public:
  // Keeps `words` words per variable: 8 * words * variables bytes. Borrows the circuit.
  Simulation(const Aig& aig, int64_t words);

  // The words of an input, to be filled before run().
  std::span<uint64_t> input(int64_t index);
  // Computes all ANDs, in variable order.
  void run();

  std::span<const uint64_t> words(uint32_t variable) const;
  uint64_t word(Literal literal, int64_t word) const {
    return words(variable_of(literal))[static_cast<size_t>(word)] ^ -uint64_t{is_inverted(literal)};
  }

 private:
  const Aig& aig_;
  int64_t words_;
  std::vector<uint64_t> values_;
};

}  // namespace heddle
