#include "heddle/circuits/learn/circuit_chunk.h"

#include "heddle/circuits/generate/multiplier.h"
#include "heddle/circuits/learn/circuit_graph.h"
#include "tests/circuits/small_circuits.h"

#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <tuple>

namespace heddle {
namespace {

// Destination, relation, source: nodes of circuit_graph.
using HeardEdge = std::tuple<int32_t, int32_t, int32_t>;

std::vector<HeardEdge> all_heard(const Aig& aig, CircuitEdges way) {
  const Graph graph = circuit_graph(aig, way);
  std::vector<HeardEdge> edges;
  for (size_t r = 0; r < graph.relations.size(); ++r) {
    const Relation& relation = graph.relations[r];
    for (size_t e = 0; e < relation.sources.size(); ++e) {
      edges.emplace_back(relation.destinations[e], static_cast<int32_t>(r), relation.sources[e]);
    }
  }
  return edges;
}

// The nodes that [begin, end) hears of in `hops` steps, each step over all edges.
std::set<int32_t> closure(const std::vector<HeardEdge>& edges, int64_t begin, int64_t end,
                          int64_t hops) {
  std::set<int32_t> known;
  for (int64_t node = begin; node < end; ++node) known.insert(static_cast<int32_t>(node));
  for (int64_t hop = 0; hop < hops; ++hop) {
    std::set<int32_t> next = known;
    for (const auto& [to, relation, from] : edges) {
      if (known.contains(to)) next.insert(from);
    }
    known = std::move(next);
  }
  return known;
}

std::vector<HeardEdge> heard_in(const CircuitChunk& chunk) {
  std::vector<HeardEdge> edges;
  const auto node = [&chunk](int32_t local) { return chunk.nodes.at(static_cast<size_t>(local)); };
  const SortedRows rows = chunk.rows();
  for (int64_t row = 0; row < rows.structure.rows; ++row) {
    for (int64_t e = rows.structure.row_offsets[row]; e < rows.structure.row_offsets[row + 1];
         ++e) {
      edges.emplace_back(node(static_cast<int32_t>(row)),
                         rows.relations == nullptr ? 0 : rows.relations[e],
                         node(rows.structure.columns[e]));
    }
  }
  EXPECT_TRUE(std::is_sorted(edges.begin(), edges.end()));
  return edges;
}

void expect_complete(const CircuitChunk& chunk, const std::vector<HeardEdge>& edges, int64_t begin,
                     int64_t end, int64_t hops) {
  const std::set<int32_t> nodes = closure(edges, begin, end, hops);
  EXPECT_EQ(chunk.nodes, std::vector<int32_t>(nodes.begin(), nodes.end()));
  ASSERT_EQ(chunk.own_end - chunk.own_begin, end - begin);
  EXPECT_EQ(chunk.nodes[static_cast<size_t>(chunk.own_begin)], begin);
  const std::set<int32_t> hear = closure(edges, begin, end, hops - 1);
  std::vector<HeardEdge> expected;
  for (const HeardEdge& edge : edges) {
    if (hear.contains(std::get<0>(edge))) expected.push_back(edge);
  }
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(heard_in(chunk), expected);
}

// Chunks of several sizes, one chunker for all.
void expect_complete_chunks(const Aig& aig, CircuitEdges way, int64_t hops) {
  const std::vector<HeardEdge> edges = all_heard(aig, way);
  const FaninRelations relations(aig, way);
  std::optional<ReaderIndex> readers;
  if (way == CircuitEdges::kFaninsAndReaders) readers.emplace(aig, relations);
  CircuitChunker chunker(aig, relations, readers ? &*readers : nullptr, hops);
  CircuitChunk chunk;
  const int64_t first = aig.inputs, last = aig.inputs + std::ssize(aig.ands);
  for (const int64_t size : {int64_t{1}, int64_t{5}, int64_t{40}, last - first}) {
    for (int64_t begin = first; begin < last; begin += 3 * size) {
      const int64_t end = std::min(begin + size, last);
      EXPECT_TRUE(chunker.make(begin, end, {}, chunk));
      EXPECT_EQ(chunk.rows().relation_count, relation_count(way));
      EXPECT_EQ(chunk.rows().structure.rows, std::ssize(chunk.nodes));
      EXPECT_EQ(chunk.rows().structure.cols, std::ssize(chunk.nodes));
      expect_complete(chunk, edges, begin, end, hops);
      if (testing::Test::HasFailure()) return;
    }
  }
}

TEST(CircuitChunk, HoldsAllThatItsNodesHearOf) {
  for (uint32_t seed = 1; seed < 8; ++seed) {
    const Aig aig = test::random_aig(seed, seed % 3, 12 * seed);
    for (const int64_t hops : {1, 2, 4}) {
      expect_complete_chunks(aig, CircuitEdges::kUntyped, hops);
      expect_complete_chunks(aig, CircuitEdges::kFanins, hops);
      expect_complete_chunks(aig, CircuitEdges::kFaninsAndReaders, hops);
    }
  }
}

TEST(CircuitChunk, HoldsAllThatPartsOfMultipliersHearOf) {
  for (const MultiplierFamily family : {MultiplierFamily::kArray, MultiplierFamily::kBooth}) {
    const Aig aig = make_multiplier({family, 5});
    expect_complete_chunks(aig, CircuitEdges::kFanins, 3);
    expect_complete_chunks(aig, CircuitEdges::kFaninsAndReaders, 2);
  }
}

// Whatever was looked at until it was too much is forgotten.
TEST(CircuitChunk, IsRefusedWhereItHasMoreThanItsBounds) {
  const Aig aig = make_multiplier({.bits = 8});
  const FaninRelations relations(aig, CircuitEdges::kFaninsAndReaders);
  const ReaderIndex readers(aig, relations);
  CircuitChunker chunker(aig, relations, &readers, 3);
  CircuitChunk chunk;
  const int64_t begin = aig.inputs + 100, end = begin + 50;
  ASSERT_TRUE(chunker.make(begin, end, {}, chunk));
  const auto nodes = std::ssize(chunk.nodes), edges = std::ssize(chunk.senders);
  EXPECT_TRUE(chunker.make(begin, end, {.nodes = nodes, .edges = edges}, chunk));
  for (const CircuitChunkBounds& less :
       {CircuitChunkBounds{.nodes = nodes - 1}, CircuitChunkBounds{.edges = edges - 1},
        CircuitChunkBounds{.nodes = 1}, CircuitChunkBounds{.edges = 0}}) {
    EXPECT_FALSE(chunker.make(begin, end, less, chunk));
    ASSERT_TRUE(chunker.make(begin, end, {}, chunk));
    expect_complete(chunk, all_heard(aig, CircuitEdges::kFaninsAndReaders), begin, end, 3);
  }
}

}  // namespace
}  // namespace heddle
