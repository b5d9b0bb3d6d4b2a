#include "heddle/graph/adjacency.h"

#include "tests/support/expect_error.h"

#include <gtest/gtest.h>
#if HEDDLE_HAVE_RAPIDCHECK
#include <rapidcheck/gtest.h>
#endif

#include <algorithm>
#include <map>
#include <tuple>

namespace heddle {
namespace {

using Edge = std::tuple<int32_t, int32_t, int32_t>;  // receiver, relation, sender

EdgeList make_list(const std::vector<Edge>& edges, int64_t receivers, int64_t senders,
                   int32_t relations) {
  EdgeList list;
  list.receivers = receivers;
  list.senders = senders;
  list.relation_count = relations;
  for (const auto& [receiver, relation, sender] : edges) {
    list.sources.push_back(sender);
    list.destinations.push_back(receiver);
    if (relations > 1) list.relations.push_back(relation);
  }
  return list;
}

std::vector<Edge> entries_of(const AdjacencyView& view) {
  std::vector<Edge> edges;
  for (int64_t row = 0; row < view.rows; ++row) {
    for (int64_t e = view.row_offsets[row]; e < view.row_offsets[row + 1]; ++e) {
      edges.emplace_back(static_cast<int32_t>(row), view.relation_of(e), view.columns[e]);
    }
  }
  return edges;
}

// Entries sorted, every one of `edges` there, segments and transpose consistent.
void expect_consistent(Adjacency& adjacency, std::vector<Edge> edges) {
  std::sort(edges.begin(), edges.end());
  const AdjacencyView& view = adjacency.view();
  ASSERT_EQ(entries_of(view), edges);
  adjacency.ensure_transpose();
  ASSERT_NE(view.transposed, nullptr);
  const AdjacencyView& back = *view.transposed;
  EXPECT_EQ(back.transposed, &view);
  EXPECT_EQ(back.rows, view.cols);
  EXPECT_EQ(back.cols, view.rows);
  std::vector<bool> seen(edges.size(), false);
  std::vector<Edge> previous_in_row;
  for (int64_t row = 0; row < back.rows; ++row) {
    Edge previous = {-1, -1, -1};
    for (int64_t e = back.row_offsets[row]; e < back.row_offsets[row + 1]; ++e) {
      const auto position = static_cast<size_t>(back.edge_position(e));
      ASSERT_LT(position, edges.size());
      EXPECT_FALSE(seen[position]);
      seen[position] = true;
      EXPECT_EQ(edges[position], (Edge{back.columns[e], back.relation_of(e), row}));
      const Edge key = {back.relation_of(e), back.columns[e], 0};
      EXPECT_LE(previous, key) << "transposed rows are sorted by relation, receiver";
      previous = key;
    }
  }
}

void expect_segments(const AdjacencyView& view) {
  const SegmentView& s = view.segments;
  std::map<std::pair<int64_t, int32_t>, int64_t> counts;
  for (const auto& [receiver, relation, sender] : entries_of(view)) ++counts[{receiver, relation}];
  ASSERT_EQ(s.segments, static_cast<int64_t>(counts.size()));
  int64_t index = 0;
  for (const auto& [key, count] : counts) {
    EXPECT_EQ(s.segment_rows[index], key.first);
    EXPECT_EQ(s.segment_relations[index], key.second);
    EXPECT_EQ(s.segment_offsets[index + 1] - s.segment_offsets[index], count);
    EXPECT_GE(index, s.row_segments[key.first]);
    EXPECT_LT(index, s.row_segments[key.first + 1]);
    ++index;
  }
  std::vector<bool> seen(counts.size(), false);
  for (int32_t r = 0; r < view.relations; ++r) {
    for (int64_t i = s.relation_offsets[r]; i < s.relation_offsets[r + 1]; ++i) {
      const int64_t segment = s.segments_by_relation[i];
      EXPECT_EQ(s.segment_relations[segment], r);
      EXPECT_FALSE(seen[static_cast<size_t>(segment)]);
      seen[static_cast<size_t>(segment)] = true;
    }
  }
  EXPECT_EQ(std::count(seen.begin(), seen.end(), false), 0);
}

TEST(Adjacency, SortsAndKeepsDuplicates) {
  const std::vector<Edge> edges = {{2, 0, 1}, {0, 0, 2}, {2, 0, 0}, {2, 0, 1}, {1, 0, 1}};
  Adjacency adjacency(make_list(edges, 3, 3, 1), 2);
  expect_consistent(adjacency, edges);
  EXPECT_EQ(adjacency.view().edge_relations, nullptr);
}

TEST(Adjacency, EmptyGraphs) {
  for (const int64_t nodes : {0, 1, 5}) {
    Adjacency adjacency(make_list({}, nodes, nodes, 1), 1);
    adjacency.ensure_transpose();
    EXPECT_EQ(adjacency.view().entries(), 0);
    EXPECT_EQ(adjacency.view().transposed->rows, nodes);
  }
}

TEST(Adjacency, SegmentsOfRelations) {
  const std::vector<Edge> edges = {{0, 2, 1}, {0, 0, 2}, {0, 2, 0}, {3, 1, 3}, {1, 0, 1}};
  Adjacency adjacency(make_list(edges, 4, 4, 4), 2);
  expect_consistent(adjacency, edges);
  expect_segments(adjacency.view());
  expect_segments(*adjacency.view().transposed);
}

// Those of another adjacency, as if they had been sorted somewhere else.
SortedRows rows_of(const AdjacencyView& view) {
  return {.structure = {view.row_offsets, view.columns, nullptr, view.rows, view.cols},
          .relations = view.edge_relations,
          .relation_count = view.relations};
}

TEST(Adjacency, BecomesSortedRowsAgainAndAgain) {
  const std::vector<std::vector<Edge>> lists = {
      {{0, 2, 1}, {0, 0, 2}, {0, 2, 0}, {3, 1, 3}, {1, 0, 1}}, {}, {{2, 1, 1}, {2, 1, 1}}};
  Adjacency adjacency{AdjacencyLimits{}};
  for (const std::vector<Edge>& edges : lists) {
    const Adjacency source(make_list(edges, 4, 5, 4), 1);
    adjacency.assign_rows(rows_of(source.view()));
    EXPECT_EQ(adjacency.view().transposed, nullptr);
    EXPECT_EQ(adjacency.view().columns, source.view().columns) << "borrowed";
    expect_consistent(adjacency, edges);
    expect_segments(adjacency.view());
  }
  const std::vector<Edge> edges = {{0, 0, 1}, {2, 0, 2}};
  const Adjacency source(make_list(edges, 3, 3, 1), 1);
  adjacency.assign_rows(rows_of(source.view()));
  expect_consistent(adjacency, edges);
  EXPECT_EQ(adjacency.view().segments.segments, 0) << "one relation";
}

TEST(Adjacency, WeightsFollowTheirEdges) {
  EdgeList list = make_list({{1, 0, 0}, {0, 0, 1}, {0, 0, 0}}, 2, 2, 1);
  list.weights = {10, 20, 30};
  const Adjacency adjacency(list, 1);
  EXPECT_EQ((std::vector<float>(adjacency.edge_weights().begin(), adjacency.edge_weights().end())),
            (std::vector<float>{30, 20, 10}));
}

TEST(Adjacency, RefusesIdsOutOfRange) {
  for (const Edge& edge : {Edge{3, 0, 0}, Edge{0, 0, 3}, Edge{-1, 0, 0}, Edge{0, 2, 0}}) {
    test::expect_error(ErrorKind::kInvalidArgument, {"adjacency", "edge 0"},
                       [&] { Adjacency adjacency(make_list({edge}, 3, 3, 2), 1); });
  }
}

TEST(EdgeList, SelfLoopsAreIdempotent) {
  const Graph graph = homogeneous_graph(3, {0, 1, 1}, {1, 1, 2});
  const EdgeList list = edge_list(graph, {.self_loops = true});
  Adjacency adjacency(list, 1);
  expect_consistent(adjacency, {{0, 0, 0}, {1, 0, 0}, {1, 0, 1}, {2, 0, 1}, {2, 0, 2}});
}

TEST(EdgeList, InverseRelations) {
  Graph graph = homogeneous_graph(3, {0, 1}, {1, 2});
  graph.relations.push_back(graph.relations[0]);
  const EdgeList list = edge_list(graph, {.inverse_relations = true});
  EXPECT_EQ(list.relation_count, 4);
  Adjacency adjacency(list, 1);
  expect_consistent(
      adjacency,
      {{1, 0, 0}, {2, 0, 1}, {1, 1, 0}, {2, 1, 1}, {0, 2, 1}, {1, 2, 2}, {0, 3, 1}, {1, 3, 2}});
  expect_segments(adjacency.view());
}

TEST(EdgeList, NodeTypesShareOneNumbering) {
  Graph graph;
  graph.node_types = {{.name = "a", .count = 2}, {.name = "b", .count = 3}};
  graph.relations.push_back({.name = "ab",
                             .source_type = 0,
                             .destination_type = 1,
                             .sources = {0, 1},
                             .destinations = {2, 0},
                             .weights = {}});
  const EdgeList list = edge_list(graph, {});
  EXPECT_EQ(list.sources, (std::vector<int32_t>{0, 1}));
  EXPECT_EQ(list.destinations, (std::vector<int32_t>{4, 2}));
  EXPECT_EQ(list.receivers, 5);
}

#if HEDDLE_HAVE_RAPIDCHECK
RC_GTEST_PROP(Adjacency, ConsistentForAnyEdges, ()) {
  const auto nodes = *rc::gen::inRange<int32_t>(1, 12);
  const auto relations = *rc::gen::inRange<int32_t>(1, 5);
  const auto id = rc::gen::inRange<int32_t>(0, nodes);
  const auto edges = *rc::gen::container<std::vector<Edge>>(
      rc::gen::tuple(id, rc::gen::inRange<int32_t>(0, relations), id));
  const EdgeList list = make_list(edges, nodes, nodes, relations);
  Adjacency adjacency(list, 1);
  expect_consistent(adjacency, edges);
  if (relations > 1) {
    expect_segments(adjacency.view());
    expect_segments(*adjacency.view().transposed);
  }
  RC_ASSERT(!::testing::Test::HasFailure());
}
#endif

}  // namespace
}  // namespace heddle
