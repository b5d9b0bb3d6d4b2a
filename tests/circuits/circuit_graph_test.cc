#include "heddle/circuits/learn/circuit_graph.h"

#include "heddle/circuits/generate/multiplier.h"
#include "tests/circuits/small_circuits.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace heddle {
namespace {

// Relation, source, destination.
using TypedEdge = std::array<int32_t, 3>;

std::vector<TypedEdge> typed_edges(const Graph& graph) {
  std::vector<TypedEdge> edges;
  for (size_t r = 0; r < graph.relations.size(); ++r) {
    const Relation& relation = graph.relations[r];
    for (size_t e = 0; e < relation.sources.size(); ++e) {
      edges.push_back({static_cast<int32_t>(r), relation.sources[e], relation.destinations[e]});
    }
  }
  return edges;
}

// Nodes: inputs 0 and 1; gates 2 = 0 & 1, 3 = false & 2, 4 = !0 & !2; outputs 5 = input 0,
// 6 = !4, 7 = true.
Aig awkward_circuit() { return test::circuit(2, {{2, 4}, {0, 6}, {3, 7}}, {2, 11, 1}); }

TEST(CircuitGraph, HasAnEdgePerFaninThatIsNotConstant) {
  const Aig aig = awkward_circuit();
  const Graph graph = circuit_graph(aig, CircuitEdges::kFanins);
  EXPECT_EQ(circuit_nodes(aig), 8);
  EXPECT_EQ(graph.nodes(), 8);
  EXPECT_EQ(graph.relations.size(), 4U);
  const std::vector<TypedEdge> expected = {{0, 0, 2}, {0, 1, 2}, {0, 2, 3}, {0, 0, 5},  // plain
                                           {1, 2, 4}, {1, 4, 6},                        // inverted
                                           {3, 0, 4}};  // inverted and early
  EXPECT_EQ(typed_edges(graph), expected);
}

TEST(CircuitGraph, ReadersTellGatesButNotInputs) {
  const Aig aig = awkward_circuit();
  const Graph graph = circuit_graph(aig, CircuitEdges::kFaninsAndReaders);
  ASSERT_EQ(graph.relations.size(), 8U);
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(graph.relations[4 + i].name.find("reader") != std::string::npos, true);
  }
  std::vector<TypedEdge> back;
  for (const TypedEdge& edge : typed_edges(graph)) {
    if (edge[0] >= kReaderBit) back.push_back(edge);
  }
  const std::vector<TypedEdge> expected = {{4, 3, 2}, {5, 4, 2}, {5, 6, 4}};
  EXPECT_EQ(back, expected);
}

TEST(CircuitGraph, AGateThatReadsAGateTwiceHasTwoEdges) {
  const Aig aig = test::circuit(2, {{2, 4}, {6, 6}, {6, 7}}, {});
  const Graph graph = circuit_graph(aig, CircuitEdges::kFaninsAndReaders);
  const std::vector<TypedEdge> expected = {{0, 0, 2}, {0, 1, 2}, {0, 2, 3}, {0, 2, 3}, {0, 2, 4},
                                           {1, 2, 4}, {4, 3, 2}, {4, 3, 2}, {4, 4, 2}, {5, 4, 2}};
  EXPECT_EQ(typed_edges(graph), expected);
}

TEST(CircuitGraph, CircuitsStandSideBySide) {
  const std::vector<Aig> circuits = {awkward_circuit(), Aig{}, test::circuit(1, {}, {3}),
                                     make_multiplier({.bits = 3})};
  for (const CircuitEdges way : {CircuitEdges::kFanins, CircuitEdges::kFaninsAndReaders}) {
    CircuitGraphBuilder builder(way);
    for (const Aig& aig : circuits) builder.add(aig);
    const Graph graph = builder.take();
    graph.validate();
    int64_t edges = 0;
    for (const Aig& aig : circuits) edges += circuit_edge_count(aig, way);
    EXPECT_EQ(graph.edges(), edges);
    std::vector<std::vector<TypedEdge>> expected(graph.relations.size());
    int32_t first_node = 0;
    for (const Aig& aig : circuits) {
      for (const auto& [relation, from, to] : typed_edges(circuit_graph(aig, way))) {
        expected[static_cast<size_t>(relation)].push_back(
            {relation, from + first_node, to + first_node});
      }
      first_node += static_cast<int32_t>(circuit_nodes(aig));
    }
    std::vector<TypedEdge> all;
    for (const auto& edges : expected) all.insert(all.end(), edges.begin(), edges.end());
    EXPECT_EQ(graph.nodes(), first_node);
    EXPECT_EQ(typed_edges(graph), all);
  }
}

TEST(CircuitGraph, OfNothingIsEmpty) {
  const Graph graph = CircuitGraphBuilder(CircuitEdges::kFanins).take();
  EXPECT_EQ(graph.nodes(), 0);
  EXPECT_EQ(graph.edges(), 0);
  EXPECT_EQ(graph.relations.size(), 4U);
}

}  // namespace
}  // namespace heddle
