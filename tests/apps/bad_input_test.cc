// Whatever is wrong with files or places: exit code 3, one line that names it, nothing left behind.

#include "heddle/graph/io/npz_writer.h"
#include "tests/apps/cli.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <limits>
#include <string>
#include <unistd.h>
#include <vector>

namespace heddle::test {
namespace {

namespace fs = std::filesystem;

// The arrays of a small data set, to be spoilt one at a time.
struct Arrays {
  std::vector<int32_t> source = {0, 1, 2, 3, 4}, destination = {1, 2, 3, 4, 5};
  std::vector<float> x = std::vector<float>(12, 0.5F);
  std::vector<int32_t> y = {0, 1, 0, 1, 0, 1};
  std::vector<int32_t> train = {1, 1, 0, 0, 0, 0}, validation = {0, 0, 1, 1, 0, 0},
                       test = {0, 0, 0, 0, 1, 1};
  std::vector<int64_t> x_shape = {6, 2};
};

class BadInput : public testing::Test {
 protected:
  void write_data(const Arrays& arrays) {
    folder_.write("data/meta.json",
                  R"({"name": "small", "level": "node", "directed": false, "num_nodes": 6,)"
                  R"( "num_features": 2, "num_classes": 2})");
    NpzWriter npz;
    npz.add("edge_src", arrays.source, {5});
    npz.add("edge_dst", arrays.destination, {5});
    npz.add("x", arrays.x, arrays.x_shape);
    npz.add("y", arrays.y, {6});
    npz.add("train_mask", arrays.train, {1, 6});
    npz.add("val_mask", arrays.validation, {1, 6});
    npz.add("test_mask", arrays.test, {1, 6});
    fs::remove(folder_.path() / "data" / "graph.npz");
    npz.write(folder_.path() / "data" / "graph.npz");
  }

  CliResult train(const Arguments& more = {}, CliOptions options = {}) {
    Arguments all = {"train", "data", "--epochs", "2", "--threads", "1", "--out", "run"};
    all.insert(all.end(), more.begin(), more.end());
    options.directory = folder_.path();
    return run_cli(all, options);
  }

  // One line on standard error with all `parts`, code 3, and no run directory.
  void expect_refused(const CliResult& result, const std::vector<std::string>& parts) {
    EXPECT_EQ(result.code, 3) << result.err;
    EXPECT_EQ(result.err.find("heddle: "), 0u) << result.err;
    EXPECT_EQ(result.err.find('\n'), result.err.size() - 1) << result.err;
    for (const std::string& part : parts) {
      EXPECT_NE(result.err.find(part), std::string::npos) << part << " is not in: " << result.err;
    }
    EXPECT_FALSE(fs::exists(folder_.path() / "run"));
  }
  void expect_spoilt(const std::function<void(Arrays&)>& spoil,
                     const std::vector<std::string>& parts) {
    Arrays arrays;
    spoil(arrays);
    write_data(arrays);
    expect_refused(train(), parts);
  }

  TempDir folder_;
};

TEST_F(BadInput, TheUnspoiltDataSetTrains) {
  write_data({});
  const CliResult result = train();
  EXPECT_EQ(result.code, 0) << result.err;
}

TEST_F(BadInput, FilesThatAreNotThere) {
  expect_refused(run_cli({"train", "absent"}, {folder_.path()}), {"absent"});
  expect_refused(run_cli({"info", "absent"}, {folder_.path()}), {"absent"});
  expect_refused(run_cli({"evaluate", "absent", "--run", "gone"}, {folder_.path()}), {"gone"});
  expect_refused(run_cli({"train", "builtin:moon"}, {folder_.path()}), {"moon", "karate"});
}

TEST_F(BadInput, FeaturesThatAreNotNumbers) {
  expect_spoilt([](Arrays& a) { a.x[3] = std::numeric_limits<float>::quiet_NaN(); },
                {"graph.npz", "x"});
  expect_spoilt([](Arrays& a) { a.x[3] = std::numeric_limits<float>::infinity(); }, {"graph.npz"});
}

TEST_F(BadInput, NumbersOutOfRange) {
  expect_spoilt([](Arrays& a) { a.y[1] = 2; }, {"graph.npz", "y"});
  expect_spoilt([](Arrays& a) { a.source[4] = 6; }, {"graph.npz", "edge_src"});
  expect_spoilt([](Arrays& a) { a.destination[0] = -1; }, {"graph.npz", "edge_dst"});
}

TEST_F(BadInput, MasksThatAreEmptyOrOverlap) {
  expect_spoilt([](Arrays& a) { a.train.assign(6, 0); }, {"train"});
  expect_spoilt([](Arrays& a) { a.test[0] = 1; }, {"test"});
}

// What `info` is for.
TEST_F(BadInput, OnlyInfoAcceptsMasksThatOverlap) {
  write_data({});
  ASSERT_EQ(train({"--out", "other"}).code, 0);
  EXPECT_EQ(run_cli({"info", "data"}, {folder_.path()}).out.find("leak"), std::string::npos);
  Arrays arrays;
  arrays.test = {1, 1, 1, 0, 1, 1};
  write_data(arrays);
  const CliResult text = run_cli({"info", "data"}, {folder_.path()});
  EXPECT_EQ(text.code, 0) << text.err;
  EXPECT_NE(text.out.find("leak: 3 rows in two parts"), std::string::npos) << text.out;
  const CliResult json = run_cli({"info", "data", "--json"}, {folder_.path()});
  EXPECT_EQ(json.json()["splits"][0]["overlaps"], 3);
  const std::vector<Arguments> others = {{"train", "data", "--out", "run"},
                                         {"explain", "data"},
                                         {"evaluate", "data", "--run", "other"},
                                         {"predict", "data", "--run", "other", "--out", "run.csv"},
                                         {"convert", "data", "run"}};
  for (const Arguments& arguments : others) {
    expect_refused(run_cli(arguments, {folder_.path()}), {"row 0 is both a training and a test"});
  }
}

TEST_F(BadInput, ArchivesThatLie) {
  write_data({});
  const fs::path path = folder_.path() / "data" / "graph.npz";
  const std::string good = read_text(path);
  std::string lying = good;
  const size_t shape = lying.find("(6, 2)");
  ASSERT_NE(shape, std::string::npos);
  lying.replace(shape, 6, "(9, 9)");
  folder_.write("data/graph.npz", lying);
  expect_refused(train(), {"graph.npz"});
  for (const size_t size : {size_t{0}, size_t{10}, good.size() / 2, good.size() - 5}) {
    folder_.write("data/graph.npz", good.substr(0, size));
    expect_refused(train(), {"graph.npz"});
  }
  folder_.write("data/graph.npz", good);
  folder_.write("data/meta.json", "{");
  expect_refused(train(), {"meta.json"});
}

TEST_F(BadInput, SplitsThatDoNotExist) {
  write_data({});
  expect_refused(train({"--split", "3"}), {"split 3"});
}

TEST_F(BadInput, ConfigurationFiles) {
  write_data({});
  folder_.write("c.toml", "lr = 0.1\nhiden = 3\n");
  expect_refused(train({"--config", "c.toml"}), {"c.toml:2: unknown key 'hiden'", "hidden"});
  folder_.write("c.toml", "lr = \"fast\"\n");
  expect_refused(train({"--config", "c.toml"}), {"c.toml:1: lr = fast: needs a number"});
  expect_refused(train({"--config", "absent.toml"}), {"absent.toml: cannot open the file"});
}

TEST_F(BadInput, ModelFiles) {
  write_data({});
  const auto evaluate = [&] {
    return run_cli({"evaluate", "data", "--run", "model.safetensors"}, {folder_.path()});
  };
  folder_.write("model.safetensors", "not a model");
  expect_refused(evaluate(), {"model.safetensors"});
  ASSERT_EQ(train({"--out", "other"}).code, 0);
  std::string model = read_text(folder_.path() / "other" / "best.safetensors");
  folder_.write("model.safetensors", model.substr(0, model.size() - 3));
  expect_refused(evaluate(), {"model.safetensors: tensor '"});
  model.replace(model.find("linear("), 6, "linoar");
  folder_.write("model.safetensors", model);
  const CliResult unknown = evaluate();
  EXPECT_EQ(unknown.code, 4) << unknown.err;
  EXPECT_NE(unknown.err.find("linoar"), std::string::npos) << unknown.err;
}

TEST_F(BadInput, PlacesThatCannotBeWritten) {
  write_data({});
  folder_.write("file", "");
  expect_refused(train({"--out", "file/run"}), {"file/run: cannot create the run directory"});
  ASSERT_EQ(train({"--out", "other"}).code, 0);
  const CliResult result =
      run_cli({"predict", "data", "--run", "other", "--out", "file/p.csv"}, {folder_.path()});
  expect_refused(result, {"file/p.csv: cannot create the file"});
}

TEST_F(BadInput, ReadOnlyDirectory) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  write_data({});
  fs::create_directory(folder_.path() / "locked");
  fs::permissions(folder_.path() / "locked", fs::perms::owner_read | fs::perms::owner_exec);
  const CliResult result = train({"--out", "locked"});
  fs::permissions(folder_.path() / "locked", fs::perms::owner_all);
  expect_refused(result, {"locked/config.toml: cannot create the file"});
}

// A limit on the size of files fails a write as a full disk does.
TEST_F(BadInput, FullDisk) {
  write_data({});
  const CliResult result = train({"--out", "other"}, {.directory = {}, .file_size_limit = 900});
  expect_refused(result, {"other/config.toml: cannot write the file"});
  EXPECT_TRUE(fs::is_empty(folder_.path() / "other"));

  const char* large = "builtin:sbm?nodes=3000&features=2&classes=2";
  ASSERT_EQ(run_cli({"train", large, "--epochs", "1", "--out", "model"}, {folder_.path()}).code, 0);
  const CliResult predicted = run_cli({"predict", large, "--run", "model", "--out", "p.csv"},
                                      {.directory = folder_.path(), .file_size_limit = 5000});
  expect_refused(predicted, {"p.csv: cannot write the file"});
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_.path())) {
    EXPECT_EQ(entry.path().filename().string().find("p.csv"), std::string::npos) << entry.path();
  }
}

TEST_F(BadInput, FullDiskDuringTheTrainingKeepsTheFilesWhole) {
  write_data({});
  const CliResult result = train({"--out", "other", "--epochs", "2000", "--patience", "0"},
                                 {.directory = {}, .file_size_limit = 40000});
  EXPECT_EQ(result.code, 3) << result.err;
  EXPECT_NE(result.err.find("other/metrics."), std::string::npos) << result.err;
  EXPECT_TRUE(fs::exists(folder_.path() / "other" / "config.toml"));
}

}  // namespace
}  // namespace heddle::test
