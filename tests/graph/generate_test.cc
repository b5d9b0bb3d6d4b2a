#include "heddle/graph/describe.h"
#include "heddle/graph/generate/barabasi_albert.h"
#include "heddle/graph/generate/grid.h"
#include "heddle/graph/generate/karate.h"
#include "heddle/graph/generate/random_index.h"
#include "heddle/graph/generate/rmat.h"
#include "heddle/graph/generate/stochastic_block_model.h"
#include "heddle/graph/reverse_edges.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace heddle {
namespace {

void expect_simple(const Graph& graph) {
  graph.validate();
  const GraphDescription d = describe(graph);
  EXPECT_EQ(d.relations[0].duplicates, 0);
  EXPECT_EQ(d.relations[0].self_loops, 0);
}

void expect_same_edges(const Graph& a, const Graph& b) {
  EXPECT_EQ(a.relations[0].sources, b.relations[0].sources);
  EXPECT_EQ(a.relations[0].destinations, b.relations[0].destinations);
}

TEST(Rmat, ExactlyAsManyDifferentEdgesAsWanted) {
  for (const int64_t nodes : {2, 3, 1000, 1024, 1025}) {
    const int64_t edges = std::min<int64_t>(nodes * (nodes - 1) / 2, 20000);
    const Graph graph = rmat_graph({.nodes = nodes, .edges = edges, .seed = 3}, 2);
    EXPECT_EQ(graph.nodes(), nodes);
    EXPECT_EQ(graph.edges(), edges);
    expect_simple(graph);
  }
}

TEST(Rmat, SameForAnyNumberOfThreadsAndDifferentForSeeds) {
  const RmatOptions options{.nodes = 5000, .edges = 60000, .seed = 1};
  const Graph one = rmat_graph(options, 1);
  expect_same_edges(one, rmat_graph(options, 2));
  expect_same_edges(one, rmat_graph(options, 7));
  RmatOptions other = options;
  other.seed = 2;
  EXPECT_NE(rmat_graph(other, 1).relations[0].destinations, one.relations[0].destinations);
}

TEST(Rmat, DegreesAreSkewedAndIdsPermuted) {
  const RmatOptions options{.nodes = 4096, .edges = 65536, .seed = 1, .permute_ids = false};
  const GraphDescription plain = describe(rmat_graph(options, 2));
  EXPECT_GT(plain.in_degree.max, 6 * plain.in_degree.median);
  EXPECT_EQ(plain.hubs[0].node, 0) << "without permutation the hub is node 0";
  RmatOptions permuted = options;
  permuted.permute_ids = true;
  const GraphDescription mixed = describe(rmat_graph(permuted, 2));
  EXPECT_EQ(mixed.in_degree.max, plain.in_degree.max);
  EXPECT_NE(mixed.hubs[0].node, 0);
}

TEST(Rmat, RefusesImpossibleOptions) {
  const auto expect_refused = [](RmatOptions options) {
    test::expect_error(ErrorKind::kInvalidArgument, {"rmat"},
                       [&] { static_cast<void>(rmat_graph(options, 1)); });
  };
  expect_refused({.nodes = 1, .edges = 0});
  expect_refused({.nodes = 10, .edges = 90});
  expect_refused({.nodes = 10, .edges = 5, .a = 0.9, .b = 0.9});
  expect_refused({.nodes = 10, .edges = 5, .a = 1, .b = 0, .c = 0});  // only self loops
}

TEST(BlockModel, HomophilyAndCounts) {
  std::vector<int32_t> blocks(2000);
  for (size_t i = 0; i < blocks.size(); ++i) blocks[i] = static_cast<int32_t>(i % 5);
  for (const double homophily : {0.0, 0.3, 1.0}) {
    const Graph graph = block_model_graph(
        blocks, {.undirected_edges = 10000, .homophily = homophily, .seed = 4}, 2);
    EXPECT_EQ(graph.edges(), 20000);
    expect_simple(graph);
    EXPECT_EQ(count_asymmetric_edges(graph.relations[0]), 0);
    int64_t inside = 0;
    for (size_t e = 0; e < 20000; ++e) {
      inside += blocks[static_cast<size_t>(graph.relations[0].sources[e])] ==
                        blocks[static_cast<size_t>(graph.relations[0].destinations[e])]
                    ? 1
                    : 0;
    }
    EXPECT_NEAR(static_cast<double>(inside) / 20000, homophily, 0.02);
  }
}

TEST(BlockModel, ThreadsDoNotMatter) {
  const std::vector<int32_t> blocks(500, 0);
  const BlockModelOptions options{.undirected_edges = 3000, .homophily = 0.5, .seed = 9};
  expect_same_edges(block_model_graph(blocks, options, 1), block_model_graph(blocks, options, 5));
}

TEST(BlockModel, RefusesMoreEdgesThanPairs) {
  const std::array<int32_t, 4> blocks = {0, 0, 1, 1};
  test::expect_error(ErrorKind::kInvalidArgument, {"block model", "edges"}, [&] {
    static_cast<void>(block_model_graph(blocks, {.undirected_edges = 6, .homophily = 1}, 1));
  });
}

TEST(BarabasiAlbert, EveryNewNodeBringsItsEdges) {
  const Graph graph = barabasi_albert_graph(3000, 3, 5);
  EXPECT_EQ(graph.edges(), 2 * 3 * (3000 - 3));
  expect_simple(graph);
  EXPECT_EQ(count_asymmetric_edges(graph.relations[0]), 0);
  const GraphDescription d = describe(graph);
  EXPECT_GE(d.in_degree.min, 1);
  EXPECT_GT(d.in_degree.max, 20 * d.in_degree.median) << "a hub must grow";
  expect_same_edges(graph, barabasi_albert_graph(3000, 3, 5));
  test::expect_error(ErrorKind::kInvalidArgument, {"barabasi-albert"},
                     [] { static_cast<void>(barabasi_albert_graph(3, 3, 0)); });
}

TEST(Grid, NeighboursOnly) {
  const Graph graph = grid_graph(3, 4);
  EXPECT_EQ(graph.nodes(), 12);
  EXPECT_EQ(graph.edges(), 2 * (3 * 3 + 4 * 2));
  expect_simple(graph);
  const GraphDescription d = describe(graph);
  EXPECT_EQ(d.in_degree.min, 2);
  EXPECT_EQ(d.in_degree.max, 4);
  EXPECT_EQ(grid_graph(1, 1).edges(), 0);
  EXPECT_EQ(grid_graph(1, 5).edges(), 8);
}

TEST(Karate, PublishedNumbers) {
  const Graph graph = karate_graph();
  EXPECT_EQ(graph.nodes(), 34);
  EXPECT_EQ(graph.edges(), 2 * 78);
  expect_simple(graph);
  const GraphDescription d = describe(graph);
  EXPECT_EQ(d.hubs[0].node, 33);
  EXPECT_EQ(d.hubs[0].degree, 17);
  EXPECT_EQ(d.hubs[1].node, 0);
  EXPECT_EQ(d.hubs[1].degree, 16);
  EXPECT_EQ(d.hubs[2].degree, 12);
  const std::vector<int32_t> clubs = karate_clubs();
  EXPECT_EQ(std::count(clubs.begin(), clubs.end(), 0), 17);
}

TEST(RandomIndex, PermutationHoldsEveryNumberOnce) {
  std::vector<int32_t> order = random_permutation(1000, {.seed = 8, .stream = 2});
  EXPECT_FALSE(std::is_sorted(order.begin(), order.end()));
  std::sort(order.begin(), order.end());
  for (int32_t i = 0; i < 1000; ++i) EXPECT_EQ(order[static_cast<size_t>(i)], i);
  EXPECT_TRUE(random_permutation(0, {}).empty());
}

TEST(RandomIndex, StaysInRange) {
  EXPECT_EQ(index_from_word(0, 7), 0);
  EXPECT_EQ(index_from_word(0xffffffff, 7), 6);
  EXPECT_EQ(index_from_word(0xffffffff, 2147483647), 2147483646);
}

}  // namespace
}  // namespace heddle
