// What a small circuit computes, for all its inputs at once.
#pragma once

#include "heddle/circuits/simulate.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace heddle::test {

// Bit p is the output for the inputs that are the bits of p, the first one the lowest. Of a circuit
// with at most 6 inputs.
inline uint64_t truth_table(const Aig& aig, size_t output = 0) {
  constexpr std::array<uint64_t, 6> kInputs = {0xAAAAAAAAAAAAAAAA, 0xCCCCCCCCCCCCCCCC,
                                               0xF0F0F0F0F0F0F0F0, 0xFF00FF00FF00FF00,
                                               0xFFFF0000FFFF0000, 0xFFFFFFFF00000000};
  Simulation simulation(aig, 1);
  for (int64_t i = 0; i < aig.inputs; ++i) {
    simulation.input(i)[0] = kInputs.at(static_cast<size_t>(i));
  }
  simulation.run();
  const uint64_t patterns = uint64_t{1} << aig.inputs;
  const uint64_t mask = patterns == 64 ? ~uint64_t{0} : (uint64_t{1} << patterns) - 1;
  return simulation.word(aig.outputs.at(output), 0) & mask;
}

}  // namespace heddle::test
