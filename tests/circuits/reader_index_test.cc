#include "heddle/circuits/learn/reader_index.h"

#include "heddle/circuits/generate/multiplier.h"
#include "tests/circuits/small_circuits.h"

#include <gtest/gtest.h>

#include <array>

namespace heddle {
namespace {

using Readers = std::vector<uint32_t>;

Readers readers_of(const ReaderIndex& index, uint32_t variable) {
  const std::span<const uint32_t> readers = index.of(variable);
  return {readers.begin(), readers.end()};
}

TEST(FaninRelations, TellInvertersAndLevels) {
  // Levels of gates: 1, 2, 3, 1; the output is as late as it may be.
  const Aig aig = test::circuit(2, {{2, 4}, {5, 6}, {6, 8}, {0, 1}}, {3});
  const FaninRelations relations(aig, CircuitEdges::kFanins);
  EXPECT_EQ(relations.of(2, 2, 0), 0);
  EXPECT_EQ(relations.of(5, 3, 0), kInvertedBit | kEarlyBit);
  EXPECT_EQ(relations.of(6, 3, 1), 0);
  EXPECT_EQ(relations.of(6, 4, 0), kEarlyBit);
  EXPECT_EQ(relations.of(8, 4, 1), 0);
  EXPECT_EQ(relations.of(1, 5, 1), kInvertedBit);
  EXPECT_EQ(relations.of(3, 6, 0), kInvertedBit);
  EXPECT_EQ(FaninRelations(aig, CircuitEdges::kUntyped).of(5, 3, 0), 0);
}

TEST(Fanins, AreVisitedNodeByNode) {
  const Aig aig = test::circuit(1, {{2, 3}, {1, 4}}, {7, 0});
  std::vector<std::array<int64_t, 3>> visited;
  for_each_fanin(aig, [&](Literal fanin, int64_t node, int which) {
    visited.push_back({fanin, node, which});
  });
  const std::vector<std::array<int64_t, 3>> expected = {{2, 1, 0}, {3, 1, 1}, {1, 2, 0},
                                                        {4, 2, 1}, {7, 3, 0}, {0, 4, 0}};
  EXPECT_EQ(visited, expected);
}

TEST(ReaderIndex, ListsWhoReadsAGate) {
  // Nodes: inputs 0 and 1, gates 2, 3 and 4, outputs 5, 6 and 7.
  const Aig aig = test::circuit(2, {{2, 4}, {4, 7}, {6, 8}}, {6, 9, 2});
  const ReaderIndex index(aig, FaninRelations(aig, CircuitEdges::kFaninsAndReaders));
  const auto entry = [](uint32_t node, int32_t relation) {
    return node * kReaderBit + static_cast<uint32_t>(relation);
  };
  EXPECT_EQ(readers_of(index, 0), Readers());
  EXPECT_EQ(readers_of(index, 1), Readers()) << "inputs hear nobody";
  EXPECT_EQ(readers_of(index, 2), Readers());
  EXPECT_EQ(readers_of(index, 3),
            (Readers{entry(3, kInvertedBit), entry(4, kEarlyBit), entry(5, 0)}));
  EXPECT_EQ(readers_of(index, 4), (Readers{entry(4, 0), entry(6, kInvertedBit)}));
  EXPECT_EQ(readers_of(index, 5), Readers());
}

TEST(ReaderIndex, HoldsEveryFaninThatIsAGate) {
  for (uint32_t seed = 0; seed < 20; ++seed) {
    const Aig aig = test::random_aig(seed, seed % 4, 10 * seed);
    const FaninRelations relations(aig, CircuitEdges::kFaninsAndReaders);
    const ReaderIndex index(aig, relations);
    std::vector<Readers> expected(static_cast<size_t>(aig.variables()));
    for_each_fanin(aig, [&](Literal fanin, int64_t node, int which) {
      if (!aig.is_and(variable_of(fanin))) return;
      const int32_t relation = relations.of(fanin, node, which);
      expected[variable_of(fanin)].push_back(static_cast<uint32_t>(kReaderBit * node + relation));
    });
    for (uint32_t variable = 0; variable < aig.variables(); ++variable) {
      EXPECT_EQ(readers_of(index, variable), expected[variable]) << seed << " " << variable;
    }
  }
}

}  // namespace
}  // namespace heddle
