#include "heddle/graph/graph.h"

#include "heddle/graph/describe.h"
#include "heddle/graph/reverse_edges.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

namespace heddle {
namespace {

Graph two_types() {
  Graph graph;
  graph.node_types = {{.name = "paper", .count = 2}, {.name = "author", .count = 3}};
  graph.relations.push_back({.name = "writes",
                             .source_type = 1,
                             .destination_type = 0,
                             .sources = {2, 0},
                             .destinations = {1, 1},
                             .weights = {}});
  return graph;
}

TEST(Graph, CountsAndOffsets) {
  const Graph graph = two_types();
  graph.validate();
  EXPECT_EQ(graph.nodes(), 5);
  EXPECT_EQ(graph.edges(), 2);
  EXPECT_EQ(graph.type_offset(1), 2);
}

TEST(Graph, ReleasedEdgesTakeNoMemory) {
  Graph graph = two_types();
  graph.relations[0].weights = {1, 2};
  graph.release_edges();
  graph.validate();
  EXPECT_EQ(graph.nodes(), 5);
  EXPECT_EQ(graph.edges(), 0);
  EXPECT_EQ(graph.relations[0].sources.capacity(), 0U);
  EXPECT_EQ(graph.relations[0].destinations.capacity(), 0U);
  EXPECT_EQ(graph.relations[0].weights.capacity(), 0U);
}

TEST(Graph, ValidateNamesWhatIsWrong) {
  Graph graph = two_types();
  graph.relations[0].sources[0] = 3;
  test::expect_error(ErrorKind::kInvalidArgument, {"edge 0", "writes", "author", "3"},
                     [&] { graph.validate(); });
  graph = two_types();
  graph.relations[0].weights = {1};
  test::expect_error(ErrorKind::kInvalidArgument, {"writes", "2 edges", "1 weights"},
                     [&] { graph.validate(); });
  graph = two_types();
  graph.relations[0].source_type = 2;
  test::expect_error(ErrorKind::kInvalidArgument, {"writes", "node types"},
                     [&] { graph.validate(); });
  graph = two_types();
  graph.node_types[0].count = int64_t{1} << 31;
  test::expect_error(ErrorKind::kInvalidArgument, {"2^31"}, [&] { graph.validate(); });
}

TEST(ReverseEdges, SelfLoopsStaySingle) {
  Relation relation;
  relation.sources = {0, 1, 2};
  relation.destinations = {1, 1, 0};
  relation.weights = {5, 6, 7};
  EXPECT_EQ(count_asymmetric_edges(relation), 2);
  append_reverse_edges(relation);
  EXPECT_EQ(relation.sources, (std::vector<int32_t>{0, 1, 2, 1, 0}));
  EXPECT_EQ(relation.destinations, (std::vector<int32_t>{1, 1, 0, 0, 2}));
  EXPECT_EQ(relation.weights, (std::vector<float>{5, 6, 7, 5, 7}));
  EXPECT_EQ(count_asymmetric_edges(relation), 0);
}

TEST(ReverseEdges, DuplicatesNeedAsManyReverses) {
  Relation relation;
  relation.sources = {0, 0, 1};
  relation.destinations = {1, 1, 0};
  EXPECT_EQ(count_asymmetric_edges(relation), 1);
}

TEST(DescribeGraph, FindsEveryDefect) {
  // 0 -> 1 twice, 1 -> 0, 2 -> 2, 3 -> 1; node 2 has only its loop, node 4 nothing.
  const Graph graph = homogeneous_graph(5, {0, 0, 1, 2, 3}, {1, 1, 0, 2, 1});
  const GraphDescription d = describe(graph);
  EXPECT_EQ(d.isolated, 2);
  EXPECT_EQ(d.relations[0].self_loops, 1);
  EXPECT_EQ(d.relations[0].duplicates, 1);
  EXPECT_EQ(d.relations[0].asymmetric, 2);
  EXPECT_EQ(d.in_degree.max, 3);
  EXPECT_EQ(d.in_degree.min, 0);
  EXPECT_EQ(d.in_degree.median, 1);
  EXPECT_DOUBLE_EQ(d.in_degree.mean, 1.0);
  EXPECT_EQ(d.out_degree.max, 2);
  ASSERT_EQ(d.hubs.size(), 5U);
  EXPECT_EQ(d.hubs[0].node, 1);
}

TEST(DescribeGraph, EmptyGraph) {
  const GraphDescription d = describe(homogeneous_graph(0, {}, {}));
  EXPECT_EQ(d.nodes, 0);
  EXPECT_EQ(d.in_degree.max, 0);
  EXPECT_TRUE(d.hubs.empty());
}

}  // namespace
}  // namespace heddle
