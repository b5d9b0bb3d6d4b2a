#include "heddle/circuits/simulate.h"

#include "tests/circuits/small_circuits.h"

#include <gtest/gtest.h>

namespace heddle {
namespace {

TEST(Simulation, ComputesAllWords) {
  const Aig aig = test::circuit(2, {{2, 5}, {3, 6}, {1, 7}}, {9, 10, 0, 1});
  Simulation simulation(aig, 2);
  const uint64_t a[] = {0xF0F0, ~uint64_t{0}}, b[] = {0xFF00, 0x1234};
  for (size_t word = 0; word < 2; ++word) {
    simulation.input(0)[word] = a[word];
    simulation.input(1)[word] = b[word];
  }
  simulation.run();
  for (size_t word = 0; word < 2; ++word) {
    const auto w = static_cast<int64_t>(word);
    const uint64_t only_a = a[word] & ~b[word];
    EXPECT_EQ(simulation.words(3)[word], only_a);
    EXPECT_EQ(simulation.word(aig.outputs[0], w), ~uint64_t{0}) << "a' (a b') is never 1";
    EXPECT_EQ(simulation.word(aig.outputs[1], w), ~only_a);
    EXPECT_EQ(simulation.word(aig.outputs[2], w), 0U);
    EXPECT_EQ(simulation.word(aig.outputs[3], w), ~uint64_t{0});
  }
}

}  // namespace
}  // namespace heddle
