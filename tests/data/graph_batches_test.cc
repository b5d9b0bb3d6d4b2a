#include "heddle/data/graph_batches.h"

#include "heddle/data/load_dataset.h"
#include "tests/data/small_dataset.h"
#include "tests/support/expect_error.h"
#include "tests/support/shared_data.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>

namespace heddle {
namespace {

std::vector<int32_t> columns_of(const AdjacencyView& view, int64_t row) {
  return {view.columns + view.row_offsets[row], view.columns + view.row_offsets[row + 1]};
}

TEST(GraphBatches, LimitsAreTheLargestGraphs) {
  const std::array<int64_t, 4> nodes = {3, 1, 2, 5}, edges = {9, 0, 1, 2};
  const BatchLimits limits = batch_limits(nodes, edges, 2);
  EXPECT_EQ(limits.graphs, 2);
  EXPECT_EQ(limits.nodes, 8);
  EXPECT_EQ(limits.edges, 11);
  EXPECT_EQ(batch_limits(nodes, edges, 100).nodes, 11);
  EXPECT_EQ(batch_limits(nodes, edges, 100).graphs, 4);
}

TEST(GraphBatches, HoldsItsGraphsInOrder) {
  const Dataset dataset = test::small_graphs();
  GraphBatcher batcher(dataset, 2, {}, true, 1);
  EXPECT_EQ(batcher.limits().nodes, 5);
  EXPECT_EQ(batcher.limits().edges, 8);
  const std::array<int32_t, 2> ids = {2, 0};
  const GraphBatch& batch = batcher.assign(ids);
  EXPECT_EQ(batch.graphs(), 2);
  EXPECT_EQ(batch.nodes(), 5);
  EXPECT_TRUE(std::ranges::equal(batch.node_ids, std::array<int32_t, 5>{4, 5, 0, 1, 2}));
  EXPECT_TRUE(std::ranges::equal(batch.labels, std::array<int32_t, 2>{1, 1}));
  EXPECT_EQ(columns_of(*batch.adjacency, 0), std::vector<int32_t>{1});
  EXPECT_EQ(columns_of(*batch.adjacency, 2), (std::vector<int32_t>{3, 4}));
  EXPECT_EQ(columns_of(*batch.membership, 0), (std::vector<int32_t>{0, 1}));
  EXPECT_EQ(columns_of(*batch.membership, 1), (std::vector<int32_t>{2, 3, 4}));
  EXPECT_EQ(columns_of(*batch.membership->transposed, 4), std::vector<int32_t>{1});
  EXPECT_EQ(batch.features.at(1, 2), 6);
  EXPECT_EQ(batch.features.at(1, 0), 0) << "sparse rows are filled with zeros";
  EXPECT_EQ(batch.features.at(4, 2), 3);
}

TEST(GraphBatches, SelfLoopsCount) {
  const Dataset dataset = test::small_graphs();
  GraphBatcher batcher(dataset, 1, {.self_loops = true}, false, 1);
  EXPECT_EQ(batcher.limits().edges, 9);
  const std::array<int32_t, 1> single = {1};
  const GraphBatch& batch = batcher.assign(single);
  EXPECT_EQ(columns_of(*batch.adjacency, 0), std::vector<int32_t>{0});
  EXPECT_EQ(batch.adjacency->transposed, nullptr);
}

TEST(GraphBatches, RefusesWhatIsNotThere) {
  const Dataset dataset = test::small_graphs();
  GraphBatcher batcher(dataset, 2, {}, true, 1);
  const std::array<int32_t, 1> high = {3};
  const std::array<int32_t, 3> many = {0, 1, 2};
  const std::array<int32_t, 2> twice = {0, 0};
  test::expect_error(ErrorKind::kInvalidArgument, {"graph 3", "0 to 2"},
                     [&] { batcher.assign(high); });
  test::expect_error(ErrorKind::kInvalidArgument, {"3 graphs, at most 2"},
                     [&] { batcher.assign(many); });
  test::expect_error(ErrorKind::kInvalidArgument, {"graph 0 occurs twice"},
                     [&] { batcher.assign(twice); });
  const Dataset nodes = test::small_dataset();
  test::expect_error(ErrorKind::kInvalidArgument, {"'small'", "level 'graph'"},
                     [&] { GraphBatcher(nodes, 2, {}, true, 1); });
}

#if HEDDLE_HAVE_LIBZIP

// All batches of an epoch: every graph once, storage where it was, nothing larger than the limits.
TEST(GraphBatches, AnEpochOfARealDataSet) {
  HEDDLE_REQUIRE_SHARED_DATA("tu_proteins");
  const Dataset dataset = load_dataset(test::shared_data("tu_proteins").string());
  constexpr int64_t kBatch = 128;
  GraphBatcher batcher(dataset, kBatch, {}, true, 2);
  std::vector<int32_t> all(static_cast<size_t>(dataset.graphs())), order;
  std::iota(all.begin(), all.end(), 0);
  int64_t nodes = 0, edges = 0;
  const int32_t* columns = batcher.assign({}).adjacency->columns;
  shuffle_rows(all, 1, 0, order);
  const std::span<const int32_t> rows(order);
  for (size_t begin = 0; begin < rows.size(); begin += kBatch) {
    const auto ids = rows.subspan(begin, std::min<size_t>(kBatch, rows.size() - begin));
    const GraphBatch& batch = batcher.assign(ids);
    nodes += batch.nodes();
    edges += batch.adjacency->entries();
    EXPECT_LE(batch.nodes(), batcher.limits().nodes);
    EXPECT_LE(batch.adjacency->entries(), batcher.limits().edges);
    EXPECT_EQ(batch.adjacency->columns, columns);
    for (int64_t i = 0; i < batch.nodes(); i += 97) {
      const int64_t original = batch.node_ids[static_cast<size_t>(i)];
      for (int64_t c = 0; c < batch.features.cols; ++c) {
        EXPECT_EQ(batch.features.at(i, c),
                  std::get<DenseFeatures>(dataset.features).view().at(original, c));
      }
    }
  }
  EXPECT_EQ(nodes, dataset.graph.nodes());
  EXPECT_EQ(edges, dataset.graph.edges());
}

#endif

TEST(ShuffleRows, AnEpochHasItsOwnOrder) {
  std::vector<int32_t> rows(50), first, again, second;
  std::iota(rows.begin(), rows.end(), 100);
  shuffle_rows(rows, 7, 0, first);
  shuffle_rows(rows, 7, 0, again);
  shuffle_rows(rows, 7, 1, second);
  EXPECT_EQ(first, again);
  EXPECT_NE(first, second);
  std::sort(second.begin(), second.end());
  EXPECT_EQ(second, rows);
}

}  // namespace
}  // namespace heddle
