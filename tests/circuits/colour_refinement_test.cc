#include "heddle/circuits/learn/colour_refinement.h"

#include "heddle/circuits/generate/multiplier.h"
#include "heddle/circuits/learn/circuit_dataset.h"
#include "heddle/circuits/learn/circuit_model_shape.h"
#include "tests/circuits/circuit_models.h"
#include "tests/circuits/small_circuits.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <utility>

namespace heddle {
namespace {

using Colours = std::vector<uint64_t>;
using Classes = std::vector<uint8_t>;

// Relation r has the edges edges[r], from first to second.
Graph relational_graph(int64_t nodes,
                       const std::vector<std::vector<std::pair<int32_t, int32_t>>>& edges) {
  Graph graph;
  graph.node_types = {{"node", nodes}};
  for (const auto& list : edges) {
    Relation relation;
    relation.name = std::to_string(graph.relations.size());
    for (const auto& [from, to] : list) {
      relation.sources.push_back(from);
      relation.destinations.push_back(to);
    }
    graph.relations.push_back(std::move(relation));
  }
  return graph;
}

Colours uniform(int64_t nodes) { return Colours(static_cast<size_t>(nodes), 1); }

std::multiset<uint64_t> refined(const Graph& graph, int64_t rounds) {
  const Colours colours = refined_colours(graph, uniform(graph.nodes()), rounds);
  return {colours.begin(), colours.end()};
}

// Rings over these nodes, both ways.
std::vector<std::pair<int32_t, int32_t>> rings(const std::vector<std::vector<int32_t>>& all) {
  std::vector<std::pair<int32_t, int32_t>> edges;
  for (const std::vector<int32_t>& ring : all) {
    for (size_t i = 0; i < ring.size(); ++i) {
      const int32_t next = ring[(i + 1) % ring.size()];
      edges.emplace_back(ring[i], next);
      edges.emplace_back(next, ring[i]);
    }
  }
  return edges;
}

TEST(ColourRefinement, DoesNotTellTwoTrianglesFromAHexagon) {
  const Graph triangles = relational_graph(6, {rings({{0, 1, 2}, {3, 4, 5}})});
  const Graph hexagon = relational_graph(6, {rings({{0, 3, 1, 4, 2, 5}})});
  const Graph path = relational_graph(6, {{{0, 1}, {1, 0}}});
  for (const int64_t rounds : {1, 2, 5}) {
    EXPECT_EQ(refined(triangles, rounds), refined(hexagon, rounds));
    EXPECT_NE(refined(triangles, rounds), refined(path, rounds));
  }
}

TEST(ColourRefinement, LooksAsFarAsItHasRounds) {
  const Graph chain = relational_graph(6, {{{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}}});
  for (int64_t rounds = 0; rounds <= 6; ++rounds) {
    const std::multiset<uint64_t> colours = refined(chain, rounds);
    EXPECT_EQ(std::set<uint64_t>(colours.begin(), colours.end()).size(),
              static_cast<size_t>(std::min<int64_t>(rounds + 1, 6)));
  }
}

TEST(ColourRefinement, TellsRelationsDirectionsAndNumbersApart) {
  const Graph graph = relational_graph(8, {{{0, 1}, {0, 2}, {0, 2}, {3, 4}}, {{0, 5}, {6, 7}}});
  Colours first = uniform(8);
  const Colours once = refined_colours(graph, first, 1);
  EXPECT_EQ(once[0], once[3]) << "hear nothing";
  EXPECT_EQ(once[1], once[4]) << "hear one of relation 0";
  EXPECT_NE(once[1], once[2]) << "hears two";
  EXPECT_NE(once[1], once[5]) << "hears one of relation 1";
  EXPECT_EQ(once[5], once[7]);
  first[6] = 2;
  EXPECT_NE(refined_colours(graph, first, 1)[5], refined_colours(graph, first, 1)[7]);
}

TEST(ColourTable, AnswersWithTheMostFrequentClass) {
  ColourTable table;
  table.add(Colours{1, 1, 1, 2, 2, 3}, Classes{5, 5, 6, 6, 6, 7});
  EXPECT_EQ(table.wrong(Colours{1, 1, 2, 3}, Classes{5, 6, 6, 7}), 1);
  EXPECT_EQ(table.wrong(Colours{9, 9}, Classes{6, 5}), 1) << "unknown: 6 is the most frequent";
  table.add(Colours{1, 1, 4}, Classes{6, 6, 8});
  EXPECT_EQ(table.wrong(Colours{1, 4}, Classes{6, 8}), 0);
  EXPECT_EQ(ColourTable().wrong(Colours{1, 2}, Classes{0, 3}), 1) << "knows nothing: class 0";
}

TEST(ColourTable, MajorityIsThatOfOneColour) {
  EXPECT_EQ(majority_wrong(Classes{1, 2, 2, 3, 2}), 2);
  EXPECT_EQ(majority_wrong(Classes{}), 0);
}

// Colours of all nodes before any message: their rows of features.
Colours first_colours(const Aig& aig, CircuitFeatures features) {
  const CircuitFeatureRows rows(aig, features);
  Colours colours;
  std::vector<float> row(static_cast<size_t>(rows.columns()));
  for (int64_t node = 0; node < circuit_nodes(aig); ++node) {
    rows.write(node, row.data());
    uint64_t colour = 0;
    for (const float value : row) colour = 2 * colour + (value == 0 ? 0 : 1);
    colours.push_back(colour);
  }
  return colours;
}

// The most that scores differ between a gate and the first one of its colour.
float spread_within_colours(const LoadedModel& model, const Aig& aig, int64_t rounds) {
  const CircuitModelShape shape = circuit_model_shape(model.model);
  const Colours colours =
      refined_colours(circuit_graph(aig, shape.edges), first_colours(aig, shape.features), rounds);
  const std::vector<float> scores = test::whole_circuit_scores(model, aig);
  std::map<uint64_t, size_t> first;
  float spread = 0;
  for (size_t gate = 0; gate < aig.ands.size(); ++gate) {
    const size_t node = gate + static_cast<size_t>(aig.inputs);
    const size_t other = first.try_emplace(colours[node], gate).first->second;
    for (size_t task = 0; task < test::kTasks; ++task) {
      spread = std::max(spread, std::abs(scores[gate * test::kTasks + task] -
                                         scores[other * test::kTasks + task]));
    }
  }
  return spread;
}

// Sums of equal numbers in another order differ in their last bits.
TEST(ColourRefinement, ModelsOfAsManyLayersDoNotTellEqualColoursApart) {
  constexpr float kRounding = 1e-3F;
  for (const int64_t layers : {2, 4}) {
    const LoadedModel model = test::any_circuit_model({.layers = layers});
    for (const Aig& aig :
         {make_multiplier({.bits = 10}), make_multiplier({MultiplierFamily::kBooth, 9})}) {
      EXPECT_LT(spread_within_colours(model, aig, layers), kRounding) << layers;
      EXPECT_GT(spread_within_colours(model, aig, layers - 1), 10 * kRounding) << layers;
    }
  }
}

}  // namespace
}  // namespace heddle
