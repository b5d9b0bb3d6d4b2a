#include "heddle/data/dataset.h"

#include "tests/data/small_dataset.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>

namespace heddle {
namespace {

TEST(Dataset, SmallOnesAreValid) {
  test::small_dataset().validate();
  test::small_graphs().validate();
  Dataset().validate();
}

TEST(Dataset, Counts) {
  const Dataset nodes = test::small_dataset();
  EXPECT_EQ(nodes.rows(), 5);
  EXPECT_EQ(nodes.graphs(), 0);
  EXPECT_EQ(feature_columns(nodes.features), 2);
  EXPECT_GT(nodes.bytes(), 8 * 8 + 40);
  const Dataset graphs = test::small_graphs();
  EXPECT_EQ(graphs.rows(), 3);
  EXPECT_EQ(feature_columns(graphs.features), 3);
  EXPECT_EQ(feature_columns(Features()), 0);
}

void expect_invalid(std::initializer_list<std::string_view> words,
                    const std::function<void(Dataset&)>& damage, bool graphs = false) {
  Dataset dataset = graphs ? test::small_graphs() : test::small_dataset();
  damage(dataset);
  test::expect_error(ErrorKind::kInvalidArgument, words, [&] { dataset.validate(); });
}

TEST(Dataset, ValidateNamesEveryDefect) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  expect_invalid({"small", "row 3, column 1", "nan"},
                 [&](Dataset& d) { std::get<DenseFeatures>(d.features).view().at(3, 1) = nan; });
  expect_invalid({"features of 5 rows for 4 nodes"},
                 [](Dataset& d) { d.graph = homogeneous_graph(4, {}, {}); });
  expect_invalid({"label of row 1 is 2", "-1 to 1"}, [](Dataset& d) { d.labels[1] = 2; });
  expect_invalid({"label of row 1 is -2"}, [](Dataset& d) { d.labels[1] = -2; });
  expect_invalid({"4 labels for 5 rows"}, [](Dataset& d) { d.labels.pop_back(); });
  expect_invalid({"labels, but 0 classes"}, [](Dataset& d) { d.classes = 0; });
  expect_invalid({"splits, but no labels"}, [](Dataset& d) { d.labels.clear(); });
  expect_invalid({"2 class names for 3 classes"}, [](Dataset& d) { d.classes = 3; });
  expect_invalid({"4 node names for 5 nodes"}, [](Dataset& d) { d.node_names.pop_back(); });
  expect_invalid({"edge 0", "7"}, [](Dataset& d) { d.graph.relations[0].sources[0] = 7; });
}

TEST(Dataset, ValidateChecksSplits) {
  expect_invalid({"split 1 has no training row"}, [](Dataset& d) { d.splits[1].train.clear(); });
  expect_invalid({"split 0", "row 1", "training", "validation"}, [](Dataset& d) {
    d.splits[0].train = {0, 1};
  });
  expect_invalid({"split 0", "test row 4 has no label"},
                 [](Dataset& d) { d.splits[0].test = {4}; });
  expect_invalid({"split 0", "test row 5"}, [](Dataset& d) { d.splits[0].test = {5}; });
  expect_invalid({"split 0", "test row 2 after 3"}, [](Dataset& d) { d.splits[0].test = {3, 2}; });
}

TEST(Dataset, ValidateChecksManyGraphs) {
  expect_invalid(
      {"leaves its graph 0"}, [](Dataset& d) { d.graph.relations[0].destinations[0] = 3; }, true);
  expect_invalid(
      {"offset 2 is 4 after 5"},
      [](Dataset& d) {
        d.graph_offsets = {0, 5, 4, 6};
      },
      true);
  expect_invalid(
      {"offsets from 0 to 5, need 0 to 6"},
      [](Dataset& d) {
        d.graph_offsets = {0, 3, 4, 5};
      },
      true);
  expect_invalid(
      {"4 graph offsets and 3 edge offsets"},
      [](Dataset& d) {
        d.graph_edge_offsets = {0, 6, 8};
      },
      true);
  expect_invalid(
      {"row 5", "column 1 after 1"},
      [](Dataset& d) { std::get<CsrMatrix>(d.features).columns[5] = 1; }, true);
  expect_invalid(
      {"row 0", "column 3", "below 3"},
      [](Dataset& d) { std::get<CsrMatrix>(d.features).columns[0] = 3; }, true);
}

}  // namespace
}  // namespace heddle
