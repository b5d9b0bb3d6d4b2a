// Circuits for tests: from lists of gates and at random, and what they compute.
#pragma once

#include "heddle/circuits/simulate.h"

#include <algorithm>
#include <random>
#include <utility>
#include <vector>

namespace heddle::test {

inline Aig circuit(int64_t inputs, std::vector<AndGate> ands, std::vector<Literal> outputs) {
  Aig aig;
  aig.inputs = inputs;
  aig.ands = std::move(ands);
  aig.outputs = std::move(outputs);
  return aig;
}

// Gates that repeat, are trivial or drive nothing are among them.
inline Aig random_aig(uint32_t seed, uint32_t inputs, uint32_t ands) {
  std::mt19937 random(seed);
  Aig aig;
  aig.inputs = inputs;
  for (uint32_t i = 0; i < ands; ++i) {
    const uint32_t below = literal_of(inputs + 1 + i);
    const Literal a = random() % below;
    const Literal b = random() % below;
    aig.ands.push_back({std::min(a, b), std::max(a, b)});
  }
  for (uint32_t i = 0; i < 1 + seed % 20; ++i) {
    aig.outputs.push_back(random() % literal_of(inputs + ands + 1));
  }
  return aig;
}

// One word per output, under 64 random patterns.
inline std::vector<uint64_t> random_outputs(const Aig& aig, uint64_t seed = 1) {
  std::mt19937_64 random(seed);
  Simulation simulation(aig, 1);
  for (int64_t i = 0; i < aig.inputs; ++i) simulation.input(i)[0] = random();
  simulation.run();
  std::vector<uint64_t> words;
  for (const Literal output : aig.outputs) words.push_back(simulation.word(output, 0));
  return words;
}

}  // namespace heddle::test
