#include "heddle/graph/adjacency.h"

#include <gtest/gtest.h>

#include <vector>

namespace heddle {
namespace {

// Three graphs: a triangle with weights, a single node, a path 4 - 5 - 6 with a loop at 5.
EdgeList three_graphs() {
  EdgeList list;
  list.receivers = list.senders = 7;
  list.sources = {0, 1, 2, 1, 2, 0, 4, 5, 5, 6, 5};
  list.destinations = {1, 2, 0, 0, 1, 2, 5, 4, 6, 5, 5};
  list.weights = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  return list;
}

// What the constructor makes of the edges inside the blocks, renumbered.
Adjacency expected_batch(const std::vector<RowRange>& blocks) {
  const EdgeList all = three_graphs();
  EdgeList list;
  int64_t nodes = 0;
  for (const RowRange& block : blocks) {
    for (size_t e = 0; e < all.sources.size(); ++e) {
      if (all.sources[e] < block.begin || all.sources[e] >= block.end) continue;
      const auto shift = static_cast<int32_t>(nodes - block.begin);
      list.sources.push_back(all.sources[e] + shift);
      list.destinations.push_back(all.destinations[e] + shift);
      list.weights.push_back(all.weights[e]);
    }
    nodes += block.end - block.begin;
  }
  list.receivers = list.senders = nodes;
  return Adjacency(list, 1);
}

void expect_same_view(const AdjacencyView& a, const AdjacencyView& b) {
  ASSERT_EQ(a.rows, b.rows);
  ASSERT_EQ(a.cols, b.cols);
  ASSERT_EQ(a.entries(), b.entries());
  for (int64_t row = 0; row <= a.rows; ++row) EXPECT_EQ(a.row_offsets[row], b.row_offsets[row]);
  for (int64_t e = 0; e < a.entries(); ++e) {
    EXPECT_EQ(a.columns[e], b.columns[e]);
    EXPECT_EQ(a.edge_position(e), b.edge_position(e));
  }
}

TEST(AdjacencyBlocks, BatchesEqualThoseBuiltFromEdges) {
  Adjacency whole(three_graphs(), 1);
  whole.ensure_transpose();
  Adjacency batch(AdjacencyLimits{.rows = 7, .cols = 7, .entries = 11, .weights = true});
  const AdjacencyView* view = &batch.view();
  EXPECT_EQ(view->rows, 0);
  const int32_t* columns = view->columns;
  const std::vector<std::vector<RowRange>> cases = {
      {{0, 3}, {3, 4}, {4, 7}}, {{4, 7}, {0, 3}}, {{3, 4}}, {}, {{4, 7}}};
  for (const std::vector<RowRange>& blocks : cases) {
    batch.assign_blocks(whole, blocks);
    Adjacency expected = expected_batch(blocks);
    expected.ensure_transpose();
    EXPECT_EQ(&batch.view(), view);
    expect_same_view(*view, expected.view());
    ASSERT_NE(view->transposed, nullptr);
    expect_same_view(*view->transposed, *expected.view().transposed);
    EXPECT_EQ(std::vector<float>(batch.edge_weights().begin(), batch.edge_weights().end()),
              std::vector<float>(expected.edge_weights().begin(), expected.edge_weights().end()));
    EXPECT_EQ(view->columns, columns) << "a batch must not allocate";
  }
}

TEST(AdjacencyBlocks, NoTransposeWithoutOne) {
  const Adjacency whole(three_graphs(), 1);
  Adjacency batch(AdjacencyLimits{.rows = 7, .cols = 7, .entries = 11, .weights = true});
  const std::vector<RowRange> blocks = {{0, 3}};
  batch.assign_blocks(whole, blocks);
  EXPECT_EQ(batch.view().transposed, nullptr);
}

TEST(AdjacencyBlocks, RunsAreMembership) {
  Adjacency membership(AdjacencyLimits{.rows = 4, .cols = 6, .entries = 6});
  const std::vector<int64_t> offsets = {0, 2, 2, 5};
  membership.assign_runs(offsets);
  EdgeList list;
  list.receivers = 3;
  list.senders = 5;
  list.sources = {0, 1, 2, 3, 4};
  list.destinations = {0, 0, 2, 2, 2};
  Adjacency expected(list, 1);
  expected.ensure_transpose();
  expect_same_view(membership.view(), expected.view());
  expect_same_view(*membership.view().transposed, *expected.view().transposed);
}

}  // namespace
}  // namespace heddle
