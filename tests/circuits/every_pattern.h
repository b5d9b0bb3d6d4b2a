// What the signals of a small circuit are under all patterns of its inputs.
#pragma once

#include "heddle/circuits/simulate.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace heddle::test {

// 8 * 2^inputs / 64 bytes per variable: for at most 16 inputs or so.
class EveryPattern {
 public:
  explicit EveryPattern(const Aig& aig)
      : words_(std::max<int64_t>(1, int64_t{1} << aig.inputs >> 6)), simulation_(aig, words_) {
    for (int64_t input = 0; input < aig.inputs; ++input) {
      for (int64_t word = 0; word < words_; ++word) {
        uint64_t& values = simulation_.input(input)[static_cast<size_t>(word)];
        for (int64_t bit = 0; bit < 64; ++bit) {
          values |= static_cast<uint64_t>((64 * word + bit) >> input & 1) << bit;
        }
      }
    }
    simulation_.run();
  }

  // The one of a signal and its inverse that is 0 under the first pattern.
  std::vector<uint64_t> function_up_to_inverter(uint32_t variable) const {
    std::vector<uint64_t> values;
    const Literal literal = literal_of(variable);
    for (int64_t word = 0; word < words_; ++word) {
      values.push_back(simulation_.word(inverted_if(literal, first(variable)), word));
    }
    return values;
  }

  // Its value when all inputs are 0.
  bool first(uint32_t variable) const {
    return (simulation_.word(literal_of(variable), 0) & 1) != 0;
  }

 private:
  int64_t words_;
  Simulation simulation_;
};

}  // namespace heddle::test
