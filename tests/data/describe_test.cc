#include "heddle/data/describe.h"

#include "heddle/base/json.h"
#include "tests/data/small_dataset.h"

#include <gtest/gtest.h>

#include <limits>

namespace heddle {
namespace {

TEST(Describe, SmallDataset) {
  const DatasetDescription d = describe(test::small_dataset());
  EXPECT_EQ(d.graph.edges, 8);
  EXPECT_EQ(d.class_counts, (std::vector<int64_t>{2, 2}));
  EXPECT_EQ(d.unlabelled, 1);
  EXPECT_EQ(d.edge_homophily, 0.0) << "neighbours on the path are of the other class";
  ASSERT_EQ(d.splits.size(), 2U);
  EXPECT_EQ(d.splits[0].test, 2);
  EXPECT_EQ(d.splits[0].unused, 1);
  EXPECT_EQ(d.features.storage, "dense");
  EXPECT_EQ(d.features.nonzero, 5);
  EXPECT_EQ(d.features.max, 4.5F);
}

TEST(Describe, FindsWhatIsWrong) {
  Dataset dataset = test::small_dataset();
  auto view = std::get<DenseFeatures>(dataset.features).view();
  view.at(0, 0) = std::numeric_limits<float>::quiet_NaN();
  view.at(1, 1) = 0;
  for (int64_t c = 0; c < 2; ++c) view.at(3, c) = view.at(2, c);
  dataset.labels[1] = 9;
  dataset.splits = {{{0, 2}, {}, {2, 3, 4}}};
  const DatasetDescription d = describe(dataset);
  EXPECT_EQ(d.features.not_finite, 1);
  EXPECT_EQ(d.features.empty_rows, 1);
  EXPECT_EQ(d.labels_out_of_range, 1);
  EXPECT_EQ(d.splits[0].overlaps, 1);
  EXPECT_EQ(d.splits[0].unlabelled, 1);
  EXPECT_EQ(d.splits[0].test_rows_like_training, 2) << "row 2 itself, and row 3 with its features";
  const std::string text = to_text(d);
  for (const char* words : {"leak: 1 rows in two parts", "1 NaN or infinite", "1 out of range",
                            "2 test rows have exactly the features"}) {
    EXPECT_NE(text.find(words), std::string::npos) << text;
  }
}

TEST(Describe, ManyGraphs) {
  const DatasetDescription d = describe(test::small_graphs());
  EXPECT_EQ(d.graphs, 3);
  EXPECT_EQ(d.graph_nodes.max, 3);
  EXPECT_EQ(d.graph_edges.median, 2);
  EXPECT_EQ(d.edge_homophily, std::nullopt);
  EXPECT_EQ(d.features.storage, "csr");
  EXPECT_EQ(d.features.empty_rows, 1);
}

TEST(Describe, JsonIsOneLineOfEverything) {
  Dataset dataset = test::small_dataset();
  dataset.name = "bad \xff name";
  const std::string text = to_json(describe(dataset));
  EXPECT_EQ(text.find('\n'), std::string::npos);
  const auto json = parse_json(text);
  EXPECT_EQ(json["graph"]["relations"][0]["duplicate_edges"], 0);
  EXPECT_EQ(json["splits"].size(), 2U);
  EXPECT_EQ(json["classes"], 2);
}

TEST(Describe, EmptyDataset) {
  const DatasetDescription d = describe(Dataset());
  EXPECT_FALSE(to_text(d).empty());
  EXPECT_FALSE(to_json(d).empty());
}

}  // namespace
}  // namespace heddle
