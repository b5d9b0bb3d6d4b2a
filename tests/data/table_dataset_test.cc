// Directories of CSV and TSV tables, and edge lists through the front door.

#include "heddle/data/load_dataset.h"
#include "tests/data/small_dataset.h"
#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

namespace heddle {
namespace {

constexpr const char* kNodes =
    "id,label,split,size,age\n"
    "# a comment\n"
    "ann,red,train,1.5,10\n"
    "bob,blue,val,-2,20\n"
    "\"c, d\",red,test,3e-1,30\n"
    "eve,,,0,40\n";
constexpr const char* kEdges = "source,target\nann,bob\nbob,\"c, d\"\neve,ann\n";

TEST(TableDataset, ReadsEveryColumn) {
  const test::TempDir dir;
  dir.write("nodes.csv", kNodes);
  dir.write("edges.csv", kEdges);
  const Dataset d = load_dataset(dir.path().string());
  d.validate();
  EXPECT_TRUE(d.directed);
  EXPECT_EQ(d.node_names, (std::vector<std::string>{"ann", "bob", "c, d", "eve"}));
  EXPECT_EQ(d.class_names, (std::vector<std::string>{"blue", "red"}));
  EXPECT_EQ(d.labels, (std::vector<int32_t>{1, 0, 1, -1}));
  ASSERT_EQ(d.splits.size(), 1U);
  EXPECT_EQ(d.splits[0].train, std::vector<int32_t>{0});
  EXPECT_EQ(d.splits[0].validation, std::vector<int32_t>{1});
  EXPECT_EQ(d.splits[0].test, std::vector<int32_t>{2});
  const auto x = std::get<DenseFeatures>(d.features).view();
  EXPECT_EQ(x.cols, 2);
  EXPECT_EQ(x.at(1, 0), -2);
  EXPECT_EQ(x.at(3, 1), 40);
  EXPECT_EQ(test::sorted_edges(d.graph.relations[0]),
            (std::vector<std::pair<int32_t, int32_t>>{{0, 1}, {1, 2}, {3, 0}}));
  EXPECT_GE(d.loading_peak_bytes, d.bytes());
}

TEST(TableDataset, SeveralLabelsInARow) {
  const test::TempDir dir;
  dir.write("nodes.csv", "id,labels,split\na,10|9,train\nb,,train\nc,|7|,test\n");
  dir.write("edges.csv", "source,target\na,b\n");
  const Dataset d = load_dataset(dir.path().string());
  d.validate();
  EXPECT_TRUE(d.multi_label);
  EXPECT_EQ(d.class_names, (std::vector<std::string>{"7", "9", "10"}));
  EXPECT_EQ(d.labels, (std::vector<int32_t>{0, 1, 1, 0, 0, 0, 1, 0, 0}));
}

TEST(TableDataset, IntegerClassesAndSeveralSplits) {
  const test::TempDir dir;
  dir.write("nodes.tsv",
            "id\tlabel\tsplit_0\tsplit_1\n0\t10\ttrain\ttest\n1\t9\ttest\ttrain\n2\t10\t\t\n");
  dir.write("edges.tsv",
            "source\ttarget\tweight\trelation\n0\t1\t2\tlikes\n1\t2\t3\tknows\n"
            "2\t0\t4\tlikes\n");
  const Dataset d = load_dataset(dir.path().string());
  EXPECT_EQ(d.class_names, (std::vector<std::string>{"9", "10"})) << "by value, not by text";
  EXPECT_EQ(d.labels, (std::vector<int32_t>{1, 0, 1}));
  EXPECT_EQ(d.splits.size(), 2U);
  EXPECT_TRUE(d.node_names.empty());
  EXPECT_TRUE(std::holds_alternative<std::monostate>(d.features));
  ASSERT_EQ(d.graph.relations.size(), 2U);
  EXPECT_EQ(d.graph.relations[0].name, "likes");
  EXPECT_EQ(d.graph.relations[0].weights, (std::vector<float>{2, 4}));
}

TEST(TableDataset, MetaAndOption) {
  const test::TempDir dir;
  dir.write("nodes.csv", kNodes);
  dir.write("edges.csv", kEdges);
  dir.write("meta.json", R"({"name": "Colours", "level": "node", "directed": false,
    "class_names": ["green", "blue", "red"]})");
  const Dataset d = load_dataset(dir.path().string());
  EXPECT_EQ(d.title, "Colours");
  EXPECT_FALSE(d.directed);
  EXPECT_EQ(d.graph.edges(), 6);
  EXPECT_EQ(d.labels, (std::vector<int32_t>{2, 1, 2, -1}));
  EXPECT_TRUE(load_dataset(dir.path().string(), {.undirected = false}).directed);
  dir.write("meta.json", R"({"level": "node", "class_names": ["red"]})");
  test::expect_error(ErrorKind::kInvalidArgument, {"nodes.csv", "row 1", "'blue'", "class_names"},
                     [&] { load_dataset(dir.path().string()); });
  dir.write("meta.json", R"({"level": "graph"})");
  test::expect_error(ErrorKind::kInvalidArgument, {"meta.json", "level"},
                     [&] { load_dataset(dir.path().string()); });
}

void expect_refused(const char* nodes, const char* edges,
                    std::initializer_list<std::string_view> words) {
  const test::TempDir dir;
  if (nodes != nullptr) dir.write("nodes.csv", nodes);
  dir.write("edges.csv", edges);
  test::expect_error(ErrorKind::kInvalidArgument, words,
                     [&] { load_dataset(dir.path().string()); });
}

TEST(TableDataset, RefusesBadNodes) {
  expect_refused(nullptr, kEdges, {"edges without nodes.csv"});
  expect_refused("", kEdges, {"nodes.csv", "no header line"});
  expect_refused("name,x\na,1\n", kEdges, {"nodes.csv:1", "no column 'id'"});
  expect_refused("id,id\na,b\n", kEdges, {"two columns 'id'"});
  expect_refused("id,x\na,nan\n", kEdges, {"nodes.csv:2", "column 'x' is 'nan'", "finite"});
  expect_refused("id,x\na,1\nb,one\n", kEdges, {"nodes.csv:3", "column 'x' is 'one'"});
  expect_refused("id,x\na,1\na,2\n", kEdges, {"nodes.csv:3", "'a'", "above already"});
  expect_refused("id,x\na\n", kEdges, {"nodes.csv:2", "1 fields", "has 2"});
  expect_refused("id,x\n,1\n", kEdges, {"nodes.csv:2", "need an id"});
  expect_refused("id,label,split\na,0,training\n", kEdges, {"nodes.csv:2", "'training'"});
  expect_refused("id,split\na,train\n", "source,target\na,a\n", {"needs a column 'label'"});
  expect_refused("id,label,labels\na,0,0\n", kEdges, {"two columns 'label' or 'labels'"});
  expect_refused("id,labels\na,|\n", "source,target\na,a\n", {"'labels' is empty"});
  expect_refused("id,label\na,\n", "source,target\na,a\n", {"'label' is empty"});
  expect_refused("id,label,split\na,0,test\n", "source,target\na,a\n",
                 {"split 0 has no training row"});
}

TEST(TableDataset, RefusesBadEdges) {
  expect_refused(kNodes, "a,b\nann,bob\n", {"edges.csv:1", "column 'a'"});
  expect_refused(kNodes, "source,weight\nann,1\n", {"edges.csv:1", "'target'"});
  expect_refused(kNodes, "source,target\nann,zoe\n", {"edges.csv:2", "node 'zoe'"});
  expect_refused(kNodes, "source,target\nann\n", {"edges.csv:2", "1 fields"});
  expect_refused(kNodes, "source,target,weight\nann,bob,inf\n", {"edges.csv:2", "weight 'inf'"});
}

TEST(EdgeListDataset, NamesWeightsAndDirections) {
  const test::TempDir dir;
  const std::string file = dir.write("friends.edges.txt", "ann bob 2\nbob cid 3\n").string();
  const Dataset directed = load_dataset(file);
  directed.validate();
  EXPECT_EQ(directed.name, "friends");
  EXPECT_TRUE(directed.directed);
  EXPECT_EQ(directed.graph.nodes(), 3);
  EXPECT_EQ(directed.graph.relations[0].weights, (std::vector<float>{2, 3}));
  EXPECT_EQ(directed.node_names, (std::vector<std::string>{"ann", "bob", "cid"}));
  const Dataset both = load_dataset(file, {.undirected = true});
  EXPECT_FALSE(both.directed);
  EXPECT_EQ(both.graph.edges(), 4);
  EXPECT_GE(both.loading_peak_bytes, both.bytes());
}

}  // namespace
}  // namespace heddle
