#include "heddle/circuits/aig_structure.h"

#include "tests/circuits/small_circuits.h"

#include <gtest/gtest.h>

namespace heddle {
namespace {

// Variables 3, 4, 5 are ANDs; 5 reads 4 twice.
Aig three_gates() { return test::circuit(2, {{2, 4}, {3, 6}, {8, 9}}, {10, 7, 7, 0}); }

TEST(AigStructure, Levels) {
  EXPECT_EQ(levels(three_gates()), (std::vector<int32_t>{0, 0, 0, 1, 2, 3}));
  EXPECT_EQ(levels(Aig{}), (std::vector<int32_t>{0}));
}

TEST(AigStructure, Fanouts) {
  const Fanouts fanouts = count_fanouts(three_gates());
  EXPECT_EQ(fanouts.gates, (std::vector<uint32_t>{0, 2, 1, 1, 2, 0}));
  EXPECT_EQ(fanouts.inverted, (std::vector<uint32_t>{0, 1, 0, 0, 1, 0}));
  EXPECT_EQ(fanouts.outputs, (std::vector<uint32_t>{1, 0, 0, 2, 0, 1}));
}

}  // namespace
}  // namespace heddle
