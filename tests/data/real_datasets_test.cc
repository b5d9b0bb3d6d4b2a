// Every real data set that has a reader: counts against its own meta.json, and through the writer.

#include "heddle/base/json.h"
#include "heddle/data/describe.h"
#include "heddle/data/load_dataset.h"
#include "heddle/data/native_writer.h"
#include "heddle/graph/io/byte_source.h"
#include "tests/data/same_dataset.h"
#include "tests/support/expect_error.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <string>

#if HEDDLE_HAVE_LIBZIP  // the arrays lie in ZIP archives

namespace heddle {
namespace {

ParsedJson meta_of(const std::string& name) {
  return parse_json(read_text_file(test::shared_data(name) / "meta.json", int64_t{1} << 24));
}

Dataset load(const std::string& name) { return load_dataset(test::shared_data(name).string()); }

class RealDataset : public testing::TestWithParam<const char*> {};

void expect_graph_as_stated(const DatasetDescription& d, const ParsedJson& meta) {
  EXPECT_EQ(d.graph.nodes, meta["num_nodes"].get<int64_t>());
  const bool stored_once = !meta["directed"].get<bool>() && !meta.contains("edges_stored");
  const int64_t directions = stored_once ? 2 : 1;
  EXPECT_EQ(d.graph.edges, directions * meta["num_edges"].get<int64_t>());
  if (meta.contains("num_relations")) {
    EXPECT_EQ(d.graph.relations.size(), meta["num_relations"].get<size_t>());
  }
  if (meta.contains("relation_counts")) {
    for (size_t r = 0; r < d.graph.relations.size(); ++r) {
      EXPECT_EQ(d.graph.relations[r].edges, meta["relation_counts"][r].get<int64_t>());
    }
  }
  if (meta.contains("num_graphs")) {
    EXPECT_EQ(d.graphs, meta["num_graphs"].get<int64_t>());
  }
  if (meta.contains("isolated_nodes")) {
    EXPECT_EQ(d.graph.isolated, meta["isolated_nodes"].get<int64_t>());
  }
  for (const RelationDescription& relation : d.graph.relations) {
    EXPECT_EQ(relation.duplicates, 0);
    if (!d.directed) {
      EXPECT_EQ(relation.asymmetric, 0);
    }
  }
}

void expect_features_as_stated(const DatasetDescription& d, const ParsedJson& meta) {
  EXPECT_EQ(d.features.not_finite, 0);
  if (meta.contains("feature_nnz")) {
    EXPECT_EQ(d.features.entries, meta["feature_nnz"].get<int64_t>());
  }
  if (d.level == "node" && meta.contains("num_features")) {
    EXPECT_EQ(d.features.columns, meta["num_features"].get<int64_t>());
  }
  if (d.level == "graph" && meta["num_node_labels"].get<int64_t>() > 0) {
    EXPECT_EQ(d.features.columns,
              meta["num_features"].get<int64_t>() + meta["num_node_labels"].get<int64_t>());
  }
}

void expect_labels_as_stated(const DatasetDescription& d, const ParsedJson& meta) {
  if (!meta.contains("num_classes")) return;
  EXPECT_EQ(d.classes, meta["num_classes"].get<int32_t>());
  EXPECT_EQ(d.labels_out_of_range, 0);
  if (meta.contains("class_counts")) {
    EXPECT_EQ(d.class_counts, meta["class_counts"].get<std::vector<int64_t>>());
  }
  if (meta.contains("num_labeled")) {
    EXPECT_EQ(d.rows - d.unlabelled, meta["num_labeled"].get<int64_t>());
  }
  // Where nodes are unlabelled, the file counts their edges as joining different classes.
  if (meta.contains("edge_homophily") && d.unlabelled == 0) {
    ASSERT_TRUE(d.edge_homophily.has_value());
    EXPECT_NEAR(*d.edge_homophily, meta["edge_homophily"].get<double>(), 6e-5);
  }
  const auto& arrays = meta["file"]["arrays"];
  if (arrays.contains("train_mask")) {
    EXPECT_EQ(d.splits.size(), arrays["train_mask"][1][0].get<size_t>());
  }
  for (const SplitDescription& split : d.splits) EXPECT_EQ(split.overlaps, 0);
}

TEST_P(RealDataset, CountsAreThoseOfItsMeta) {
  HEDDLE_REQUIRE_SHARED_DATA(GetParam());
  const Dataset dataset = load(GetParam());
  dataset.validate();
  EXPECT_EQ(dataset.name, GetParam());
  EXPECT_GE(dataset.loading_peak_bytes, dataset.bytes());
  EXPECT_LE(dataset.loading_peak_bytes, 2 * dataset.bytes());
  const ParsedJson meta = meta_of(GetParam());
  const DatasetDescription description = describe(dataset);
  expect_graph_as_stated(description, meta);
  expect_features_as_stated(description, meta);
  expect_labels_as_stated(description, meta);
  EXPECT_FALSE(to_text(description).empty());
  EXPECT_EQ(parse_json(to_json(description))["graph"]["nodes"], meta["num_nodes"]);
}

TEST_P(RealDataset, SurvivesTheWriter) {
  HEDDLE_REQUIRE_SHARED_DATA(GetParam());
  const test::TempDir dir;
  const Dataset dataset = load(GetParam());
  write_native_dataset(dataset, dir.path() / "copy");
  const Dataset copy = load_dataset((dir.path() / "copy").string());
  EXPECT_EQ(copy.title, dataset.title);
  test::expect_same_dataset(dataset, copy);
}

INSTANTIATE_TEST_SUITE_P(, RealDataset,
                         testing::Values("cora", "citeseer", "pubmed", "amazon_computers",
                                         "coauthor_cs", "coauthor_physics", "facebook_pages",
                                         "fb100_johnshopkins55", "blogcatalog_ml", "minesweeper",
                                         "tolokers", "chameleon_filtered", "actor", "texas", "aifb",
                                         "mutag_rdf", "acm", "tu_mutag", "tu_proteins", "tu_nci1",
                                         "tu_imdb_binary", "tu_mutagenicity", "tu_enzymes",
                                         "soc_epinions1", "cit_hepph", "ego_twitter",
                                         "pems_bay_graph", "pemsd7m_graph", "web_notredame"),
                         [](const auto& info) { return std::string(info.param); });

class UnreadableDataset : public testing::TestWithParam<const char*> {};

TEST_P(UnreadableDataset, IsRefusedByItsLevel) {
  HEDDLE_REQUIRE_SHARED_DATA(GetParam());
  test::expect_error(ErrorKind::kUnsupported, {"meta.json", "level", "'graph structure only'"},
                     [] { load(GetParam()); });
}

INSTANTIATE_TEST_SUITE_P(, UnreadableDataset,
                         testing::Values("los_loop", "fb15k237", "gowalla", "bitcoin_otc",
                                         "circuitnet_zero_riscy_a"),
                         [](const auto& info) { return std::string(info.param); });

TEST(RealDatasets, CoraPublicSplit) {
  HEDDLE_REQUIRE_SHARED_DATA("cora");
  const Dataset cora = load("cora");
  ASSERT_EQ(cora.splits.size(), 1U);
  EXPECT_EQ(cora.splits[0].train.size(), 140U);
  EXPECT_EQ(cora.splits[0].validation.size(), 500U);
  EXPECT_EQ(cora.splits[0].test.size(), 1000U);
  std::vector<int64_t> per_class(7, 0);
  for (const int32_t row : cora.splits[0].train) {
    ++per_class[static_cast<size_t>(cora.labels[static_cast<size_t>(row)])];
  }
  EXPECT_EQ(per_class, std::vector<int64_t>(7, 20));
}

TEST(RealDatasets, AifbHasNamesAndRelations) {
  HEDDLE_REQUIRE_SHARED_DATA("aifb");
  const Dataset aifb = load("aifb");
  ASSERT_EQ(aifb.node_names.size(), 8285U);
  EXPECT_EQ(aifb.graph.relations[2].name, "http://swrc.ontoware.org/ontology#author");
  EXPECT_EQ(aifb.splits[0].train.size(), 140U);
  EXPECT_EQ(aifb.splits[0].test.size(), 36U);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(aifb.features));
}

TEST(RealDatasets, AcmTypesShareFeatureColumns) {
  HEDDLE_REQUIRE_SHARED_DATA("acm");
  const Dataset acm = load("acm");
  ASSERT_EQ(acm.graph.node_types.size(), 3U);
  const auto& x = std::get<CsrMatrix>(acm.features);
  EXPECT_EQ(x.rows(), 11246);
  EXPECT_EQ(x.row_offsets[4019], 340377);
  EXPECT_EQ(x.row_offsets[11186], 340377 + 888869);
  EXPECT_EQ(x.row_offsets[11246], x.row_offsets[11186]) << "subjects have no features";
  EXPECT_EQ(acm.graph.relations[1].destination_type, 2);
}

TEST(RealDatasets, OneHotNodeLabels) {
  HEDDLE_REQUIRE_SHARED_DATA("tu_mutag");
  const Dataset mutag = load("tu_mutag");
  const auto view = std::get<DenseFeatures>(mutag.features).view();
  for (int64_t i = 0; i < view.rows; ++i) {
    float sum = 0;
    for (int64_t c = 0; c < view.cols; ++c) sum += view.at(i, c);
    ASSERT_EQ(sum, 1);
  }
}

}  // namespace
}  // namespace heddle

#endif
