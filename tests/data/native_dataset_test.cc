// Directories with meta.json and arrays: what is read, and what is refused with which words.

#include "heddle/data/load_dataset.h"
#include "heddle/data/native_features.h"
#include "heddle/data/native_meta.h"
#include "heddle/data/native_reader.h"
#include "heddle/data/native_writer.h"
#include "heddle/graph/io/npz_writer.h"
#include "tests/data/same_dataset.h"
#include "tests/data/small_dataset.h"
#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <unistd.h>

#if HEDDLE_HAVE_LIBZIP  // the arrays lie in ZIP archives

namespace heddle {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMeta =
    R"({"level": "node", "directed": true, "num_nodes": 3, "num_features": 2, "num_classes": 2})";

// A directory of three nodes in which single arrays can be replaced.
class Directory {
 public:
  Directory() {
    ints["edge_src"] = {{0, 1}, {2}};
    ints["edge_dst"] = {{1, 2}, {2}};
    ints["y"] = {{0, 1, -1}, {3}};
    ints["train_mask"] = {{1, 0, 0}, {1, 3}};
    ints["val_mask"] = {{0, 0, 0}, {1, 3}};
    ints["test_mask"] = {{0, 1, 0}, {1, 3}};
    floats["x"] = {{1, 2, 3, 4, 5, 6}, {3, 2}};
  }

  std::map<std::string, std::pair<std::vector<int32_t>, std::vector<int64_t>>> ints;
  std::map<std::string, std::pair<std::vector<int64_t>, std::vector<int64_t>>> longs;
  std::map<std::string, std::pair<std::vector<float>, std::vector<int64_t>>> floats;
  std::string meta = kMeta;
  std::string archive = "graph.npz";

  Dataset load() const {
    NpzWriter writer;
    for (const auto& [name, array] : ints) add(writer, name, array);
    for (const auto& [name, array] : longs) add(writer, name, array);
    for (const auto& [name, array] : floats) add(writer, name, array);
    fs::remove(dir_.path() / archive);
    writer.write(dir_.path() / archive);
    dir_.write("meta.json", meta);
    return load_dataset(dir_.path().string());
  }

  void expect_refused(std::initializer_list<std::string_view> words,
                      ErrorKind kind = ErrorKind::kInvalidArgument) const {
    test::expect_error(kind, words, [&] { load(); });
  }

  const test::TempDir& dir() const { return dir_; }

 private:
  template <class Array>
  static void add(NpzWriter& writer, const std::string& name, const Array& array) {
    writer.add(name, std::span(array.first), array.second);
  }

  test::TempDir dir_;
};

TEST(NativeDataset, DenseDirected) {
  const Dataset d = Directory().load();
  d.validate();
  EXPECT_TRUE(d.directed);
  EXPECT_EQ(d.graph.relations[0].name, "edge");
  EXPECT_EQ(d.graph.relations[0].sources, (std::vector<int32_t>{0, 1}));
  EXPECT_EQ(std::get<DenseFeatures>(d.features).view().at(2, 1), 6);
  EXPECT_EQ(d.splits[0].train, std::vector<int32_t>{0});
  EXPECT_EQ(d.splits[0].test, std::vector<int32_t>{1});
}

TEST(NativeDataset, UndirectedWithWeightsAndLoops) {
  Directory directory;
  directory.meta = R"({"level": "node", "directed": false, "num_nodes": 3, "num_classes": 2})";
  directory.ints["edge_src"] = {{0, 1}, {2}};
  directory.ints["edge_dst"] = {{1, 1}, {2}};
  directory.floats["edge_weight"] = {{2, 3}, {2}};
  const Dataset d = directory.load();
  EXPECT_EQ(d.graph.relations[0].sources, (std::vector<int32_t>{0, 1, 1}));
  EXPECT_EQ(d.graph.relations[0].destinations, (std::vector<int32_t>{1, 1, 0}));
  EXPECT_EQ(d.graph.relations[0].weights, (std::vector<float>{2, 3, 2}));
  directory.meta = R"({"level": "node", "directed": false, "edges_stored": "both directions",
    "num_nodes": 3, "num_classes": 2})";
  directory.expect_refused({"graph.npz", "1 edges", "no reverse", "both directions"});
  directory.ints["edge_dst"] = {{1, 0}, {2}};
  EXPECT_EQ(directory.load().graph.edges(), 2);
}

TEST(NativeDataset, NodeTypesAndRelations) {
  Directory directory;
  directory.meta = R"({"level": "node", "directed": true, "num_nodes": 3, "num_classes": 2,
    "node_types": [{"name": "p", "count": 2}, {"name": "a", "count": 1}],
    "relations": [{"name": "pa", "src_type": "p", "dst_type": "a"}, {"name": "pp",
    "src_type": "p", "dst_type": "p"}]})";
  directory.ints["edge_type"] = {{1, 0}, {2}};
  directory.ints["node_type"] = {{0, 0, 1}, {3}};
  directory.floats.erase("x");
  directory.floats["x_a"] = {{7, 8}, {1, 2}};
  const Dataset d = directory.load();
  EXPECT_EQ(d.graph.relations[0].sources, std::vector<int32_t>{1});
  EXPECT_EQ(d.graph.relations[0].destinations, std::vector<int32_t>{0}) << "local to its type";
  EXPECT_EQ(d.graph.relations[1].destinations, std::vector<int32_t>{1});
  const auto view = std::get<DenseFeatures>(d.features).view();
  EXPECT_EQ(view.at(0, 0), 0);
  EXPECT_EQ(view.at(2, 1), 8);

  directory.ints["edge_type"] = {{0, 0}, {2}};
  directory.expect_refused({"graph.npz", "edge 0 of relation 'pa'", "node 1", "'a'"});
  directory.ints["edge_type"] = {{0, 2}, {2}};
  directory.expect_refused({"edge_type", "up to 2", "2 relations"});
  directory.ints["edge_type"] = {{1, 0}, {2}};
  directory.floats["x_p"] = {{1, 2}, {2, 1}};
  directory.expect_refused({"x_a has 2 dense columns", "x_p has 1 dense"}, ErrorKind::kUnsupported);
  directory.floats.erase("x_p");
  directory.ints["node_type"] = {{0, 1, 1}, {3}};
  directory.expect_refused({"node_type.npy", "node 1 is of type 1, need 0"});
  directory.ints.erase("node_type");
  directory.expect_refused({"node_type.npy", "no such member"});
}

TEST(NativeDataset, ManyGraphsWithoutFeaturesGetDegrees) {
  Directory directory;
  directory.archive = "graphs.npz";
  directory.meta = R"({"level": "graph", "directed": false, "num_nodes": 3, "num_classes": 2})";
  directory.floats.clear();
  directory.ints["edge_src"] = {{0}, {1}};
  directory.ints["edge_dst"] = {{1}, {1}};
  directory.longs["graph_ptr"] = {{0, 2, 3, 3}, {4}};
  directory.longs["edge_ptr"] = {{0, 1, 1, 1}, {4}};
  const Dataset d = directory.load();
  d.validate();
  EXPECT_EQ(d.graphs(), 3);
  EXPECT_EQ(d.graph_edge_offsets, (std::vector<int64_t>{0, 2, 2, 2}));
  const auto view = std::get<DenseFeatures>(d.features).view();
  EXPECT_EQ(view.cols, 2);
  EXPECT_EQ(view.at(0, 1), 1);
  EXPECT_EQ(view.at(2, 0), 1);

  directory.ints["node_label"] = {{2, 0, 1}, {3}};
  EXPECT_EQ(feature_columns(directory.load().features), 3);
  directory.floats["x"] = {{7, 8, 9}, {3, 1}};
  const Dataset both = directory.load();
  EXPECT_EQ(std::get<DenseFeatures>(both.features).view().at(0, 0), 7);
  EXPECT_EQ(std::get<DenseFeatures>(both.features).view().at(0, 3), 1);
  directory.ints["node_label"] = {{2, 0, static_cast<int32_t>(kMaxOneHotColumns)}, {3}};
  directory.expect_refused({"node_label.npy", "label of node 2 is 1024"});
  directory.ints["node_label"] = {{2, 0, 1}, {3}};
  directory.ints["edge_dst"] = {{2}, {1}};
  directory.expect_refused({"graphs.npz", "edge 0 -> 2 leaves its graph 0"});
  directory.longs["graph_ptr"] = {{0, 3, 2, 3}, {4}};
  directory.expect_refused({"graph_ptr.npy", "offset 2 is 2 after 3"});
}

TEST(NativeDataset, MultiLabel) {
  Directory directory;
  directory.ints["y"] = {{0, 1, 1, 1, 0, 0}, {3, 2}};
  const Dataset d = directory.load();
  d.validate();
  EXPECT_TRUE(d.multi_label);
  EXPECT_EQ(d.classes, 2);
  directory.ints["y"] = {{0, 1, 2, 1, 0, 0}, {3, 2}};
  directory.expect_refused({"y.npy", "label of row 1 is 2", "0 to 1"});
  directory.ints["y"] = {{0, 1, 1}, {3, 1}};
  directory.expect_refused({"y.npy", "1 classes", "meta.json has 2"});
}

TEST(NativeDataset, NodeNames) {
  Directory directory;
  directory.dir().write("nodes.tsv", "id\tname\n0\talpha beta\n1\t\"q\tu\n2\t\n");
  EXPECT_EQ(directory.load().node_names, (std::vector<std::string>{"alpha beta", "\"q\tu", ""}));
  directory.dir().write("nodes.tsv", "id\tname\r\n0\ta\r\n1\tb\r\n2\tc\r\n");
  EXPECT_EQ(directory.load().node_names, (std::vector<std::string>{"a", "b", "c"}));
  directory.dir().write("nodes.tsv", "id\tname\n0\ta\n1\tb\rc\n2\td\n");
  directory.expect_refused({"nodes.tsv:3", "carriage return"});
  directory.dir().write("nodes.tsv", "id\tname\n0\ta\n2\tb\n");
  directory.expect_refused({"nodes.tsv:3", "'1'"});
  directory.dir().write("nodes.tsv", "id\tname\n0\ta\n");
  directory.expect_refused({"nodes.tsv:2", "1 nodes, need 3"});
}

TEST(NativeDataset, RefusesBadArrays) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const auto refused = [](const std::function<void(Directory&)>& damage,
                          std::initializer_list<std::string_view> words) {
    Directory directory;
    damage(directory);
    directory.expect_refused(words);
  };
  refused([](Directory& d) { d.ints["edge_dst"].first[1] = 3; },
          {"graph.npz: edge_dst.npy", "edge 1 is 3", "0 to 2"});
  refused([](Directory& d) { d.ints["edge_src"].first[0] = -1; }, {"edge_src.npy", "edge 0 is -1"});
  refused([](Directory& d) { d.ints["edge_dst"] = {{1}, {1}}; }, {"edge_dst.npy", "(1,)", "(2,)"});
  refused(
      [](Directory& d) {
        d.ints["edge_src"].second = {2, 1};
      },
      {"edge_src.npy", "(2, 1)", "one dimension"});
  refused([](Directory& d) { d.ints.erase("edge_dst"); }, {"edge_dst.npy", "no such member"});
  refused([&](Directory& d) { d.floats["x"].first[3] = nan; },
          {"graph.npz: x", "row 1, column 1", "nan"});
  refused(
      [](Directory& d) {
        d.floats["x"].second = {2, 3};
      },
      {"x.npy", "(2, 3)", "(3, features)"});
  refused([](Directory& d) { d.ints["y"].first[0] = 2; },
          {"y.npy", "label of row 0 is 2", "-1 to 1"});
  refused([](Directory& d) { d.ints["y"] = {{0, 1}, {2}}; }, {"y.npy", "(2,)", "(3,)"});
  refused([](Directory& d) { d.ints["train_mask"].first[0] = 0; },
          {"graph.npz", "split 0 has no training row"});
  refused([](Directory& d) { d.ints["train_mask"].first[1] = 1; },
          {"graph.npz", "split 0", "row 1 is both a training and a test row"});
  refused([](Directory& d) { d.ints["test_mask"].first[2] = 1; }, {"test row 2 has no label"});
  refused([](Directory& d) { d.ints["test_mask"].first[2] = 7; },
          {"test_mask.npy", "row 2 is 7", "0 or 1"});
  refused(
      [](Directory& d) {
        d.ints["val_mask"] = {{0, 0, 0, 0, 0, 0}, {2, 3}};
      },
      {"val_mask.npy", "2 splits", "train_mask has 1"});
  refused(
      [](Directory& d) {
        d.ints["train_mask"].second = {3, 1};
      },
      {"train_mask.npy", "(splits, 3)"});
  refused([](Directory& d) { d.ints.erase("y"); }, {"train_mask.npy", "needs labels"});
  refused(
      [](Directory& d) {
        d.floats["edge_weight"] = {{1, 1.0F / 0.0F}, {2}};
      },
      {"edge_weight.npy", "edge 1 has weight inf"});
  refused(
      [](Directory& d) {
        d.ints.erase("edge_src");
        d.longs["edge_src"] = {{0, 3000000000}, {2}};
      },
      {"edge_src.npy", "element 1 is 3000000000"});
}

TEST(NativeDataset, RefusesBadCsrFeatures) {
  Directory good;
  good.floats.erase("x");
  good.longs["x_indptr"] = {{0, 2, 2, 3}, {4}};
  good.ints["x_indices"] = {{0, 1, 1}, {3}};
  good.floats["x_values"] = {{1, 2, 3}, {3}};
  EXPECT_EQ(std::get<CsrMatrix>(good.load().features).entries(), 3);
  const auto refused = [&](const std::function<void(Directory&)>& damage,
                           std::initializer_list<std::string_view> words) {
    Directory directory;
    directory.ints = good.ints;
    directory.longs = good.longs;
    directory.floats = good.floats;
    damage(directory);
    directory.expect_refused(words);
  };
  refused([](Directory& d) { d.ints["x_indices"].first[1] = 0; }, {"row 0 has column 0 after 0"});
  refused([](Directory& d) { d.ints["x_indices"].first[1] = 2; }, {"column 2", "below 2"});
  refused(
      [](Directory& d) {
        d.longs["x_indptr"].first = {0, 2, 1, 3};
      },
      {"x_indptr.npy", "offset 2 is 1 after 2"});
  refused([](Directory& d) { d.longs["x_indptr"].first = {0, 2, 2, 4}; }, {"x_indptr.npy", "to 4"});
  refused(
      [](Directory& d) {
        d.floats["x_values"] = {{1, 2}, {2}};
      },
      {"x_values.npy", "(2,)", "(3,)"});
  refused([](Directory& d) { d.meta = R"({"level": "node", "num_nodes": 3, "num_classes": 2})"; },
          {"num_features"});
}

TEST(NativeDataset, RefusesWhatIsNotADataSet) {
  const test::TempDir dir;
  test::expect_error(ErrorKind::kInvalidArgument, {"not a data set", "meta.json", "nodes.csv"},
                     [&] { load_dataset(dir.path().string()); });
  test::expect_error(ErrorKind::kIo, {"/nowhere/at/all", "no such file"},
                     [] { load_dataset("/nowhere/at/all"); });
  dir.write("meta.json", kMeta);
  test::expect_error(ErrorKind::kIo, {"graph.npz", "No such file"},
                     [&] { load_dataset(dir.path().string()); });
  dir.write("graph.npz", "text");
  test::expect_error(ErrorKind::kInvalidArgument, {"graph.npz", "not an npz archive"},
                     [&] { load_dataset(dir.path().string()); });
  test::expect_error(ErrorKind::kInvalidArgument, {"graph.npz", "need its directory"},
                     [&] { load_dataset((dir.path() / "graph.npz").string()); });
}

TEST(NativeMeta, RefusesWrongFacts) {
  const auto refused = [](std::string_view json, std::initializer_list<std::string_view> words,
                          ErrorKind kind = ErrorKind::kInvalidArgument) {
    test::expect_error(kind, words, [&] { parse_native_meta(json, "meta.json"); });
  };
  refused("{", {"meta.json", "not JSON", "byte 2"});
  refused("[1e999]", {"a number is too large"});
  refused("[]", {"need a JSON object"});
  refused("{}", {"'level' is missing"});
  refused(R"({"level": 3})", {"'level' must be a text"});
  refused(R"({"level": "series"})", {"level 'series'"}, ErrorKind::kUnsupported);
  refused(R"({"level": "node", "num_nodes": -1})", {"'num_nodes'"});
  refused(R"({"level": "node", "num_nodes": 2147483648})",
          {"'num_nodes' is 2147483648", "2^31 - 1"});
  refused(R"({"level": "node", "num_nodes": "3"})", {"'num_nodes' is \"3\", must be a count"});
  refused(R"({"level": "node", "num_nodes": [3]})", {"'num_nodes' is an array"});
  refused(R"({"level": "node", "num_nodes": ")" + std::string(99, '3') + R"("})",
          {"'num_nodes' is a long string"});
  refused(R"({"level": "node", "num_nodes": 99999999999999999999})", {"'num_nodes'"});
  refused(R"({"level": "node", "num_nodes": 1.5})", {"'num_nodes'"});
  refused(R"({"level": "node", "directed": "no"})", {"'directed'"});
  refused(R"({"level": "node", "edges_stored": "twice"})", {"'edges_stored'", "'twice'"});
  refused(R"({"level": "node", "class_names": [1]})", {"'class_names'"});
  refused(R"({"level": "node", "node_types": [{"name": "a"}]})", {"node_types[0]", "'count'"});
  refused(R"({"level": "node", "relations": [{}]})", {"relations[0]", "'name'"});
  refused(R"({"level": "node", "relations": [3]})", {"relations[0]", "JSON object"});
}

TEST(NativeWriter, SmallRoundTrips) {
  for (const Dataset& dataset : {test::small_dataset(), test::small_graphs()}) {
    const test::TempDir dir;
    const fs::path target = dir.path() / "new";
    write_native_dataset(dataset, target);
    test::expect_same_dataset(dataset, load_dataset(target.string()));
    EXPECT_EQ(std::distance(fs::directory_iterator(dir.path()), fs::directory_iterator()), 1);
  }
}

TEST(NativeWriter, TypedGraphRoundTrips) {
  Dataset dataset;
  dataset.name = "typed";
  dataset.graph.node_types = {{.name = "p", .count = 3}, {.name = "a", .count = 2}};
  for (const int32_t type : {0, 1}) {
    dataset.graph.relations.push_back({.name = fmt::format("r{}", type),
                                       .source_type = 0,
                                       .destination_type = type,
                                       .sources = {2, 0},
                                       .destinations = {1, 1},
                                       .weights = {0.5F, 2}});
  }
  const test::TempDir dir;
  write_native_dataset(dataset, dir.path() / "new");
  const Dataset copy = load_dataset((dir.path() / "new").string());
  test::expect_same_dataset(dataset, copy);
  EXPECT_EQ(copy.graph.relations[1].weights, (std::vector<float>{0.5F, 2}));
}

TEST(NativeWriter, RefusesExistingAndAsymmetric) {
  const test::TempDir dir;
  dir.write("there/file", "x");
  test::expect_error(ErrorKind::kInvalidArgument, {"there", "exists already"},
                     [&] { write_native_dataset(test::small_dataset(), dir.path() / "there"); });
  fs::create_directory(dir.path() / "empty");
  write_native_dataset(test::small_dataset(), dir.path() / "empty/");
  EXPECT_TRUE(fs::exists(dir.path() / "empty" / "graph.npz"));
  Dataset broken = test::small_dataset();
  broken.graph.relations[0].sources.pop_back();
  broken.graph.relations[0].destinations.pop_back();
  test::expect_error(ErrorKind::kInvalidArgument, {"1 edges have no reverse"},
                     [&] { write_native_dataset(broken, dir.path() / "broken"); });
  EXPECT_FALSE(fs::exists(dir.path() / "broken"));
  test::expect_error(ErrorKind::kIo, {"none/new", "cannot create"}, [&] {
    write_native_dataset(test::small_dataset(), dir.path() / "none" / "new");
  });
}

TEST(NativeWriter, ReadOnlyParent) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  const test::TempDir dir;
  fs::permissions(dir.path(), fs::perms::owner_read | fs::perms::owner_exec);
  test::expect_error(ErrorKind::kIo, {"new", "Permission denied"},
                     [&] { write_native_dataset(test::small_dataset(), dir.path() / "new"); });
  fs::permissions(dir.path(), fs::perms::owner_all);
}

}  // namespace
}  // namespace heddle

#endif
