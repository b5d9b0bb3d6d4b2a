// Data sets of many small graphs from the command line: nested selection, resume, predictions.

#include "heddle/data/native_writer.h"
#include "heddle/graph/reverse_edges.h"
#include "tests/apps/cli.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <string>
#include <thread>

namespace heddle::test {
namespace {

namespace fs = std::filesystem;

// Rings (class 0) and stars (class 1) of 4 to 8 nodes, edges in both directions.
Dataset rings_and_stars(int32_t count) {
  Dataset d;
  d.name = "shapes";
  d.level = Level::kGraph;
  d.directed = false;
  d.classes = 2;
  d.class_names = {"ring", "star"};
  std::vector<int32_t> sources, destinations;
  int32_t first = 0;
  d.graph_offsets = d.graph_edge_offsets = {0};
  for (int32_t g = 0; g < count; ++g) {
    const int32_t nodes = 4 + g % 5, label = g % 2;
    for (int32_t i = label; i < nodes; ++i) {
      const int32_t a = first + i, b = label == 1 ? first : first + (i + 1) % nodes;
      sources.insert(sources.end(), {a, b});
      destinations.insert(destinations.end(), {b, a});
    }
    first += nodes;
    d.graph_offsets.push_back(first);
    d.graph_edge_offsets.push_back(std::ssize(sources));
    d.labels.push_back(label);
  }
  d.graph = homogeneous_graph(first, std::move(sources), std::move(destinations));
  d.features = DenseFeatures{Buffer(int64_t{first} * 2 * 4), first, 2};
  for (int32_t i = 0; i < first; ++i) std::get<DenseFeatures>(d.features).view().at(i, i % 2) = 1;
  for (int32_t fold = 0; fold < 3; ++fold) {
    Split split;
    for (int32_t g = 0; g < count; ++g) {
      (g / 2 % 3 == fold ? split.test : split.train).push_back(g);
    }
    d.splits.push_back(split);
  }
  return d;
}

class Graphs : public testing::Test {
 protected:
  void SetUp() override { write_native_dataset(rings_and_stars(60), folder_.path() / "shapes"); }

  CliOptions here() const { return {folder_.path()}; }
  static Arguments arguments(const std::string& out) {
    return {"train",        "shapes", "--epochs", "25", "--layers",  "2",
            "--batch-size", "16",     "--seed",   "3",  "--threads", "1",
            "--json",       "--out",  out};
  }

  TempDir folder_;
};

TEST_F(Graphs, TrainEvaluatePredict) {
  const CliResult trained = run_cli(arguments("run"), here());
  ASSERT_EQ(trained.code, 0) << trained.err;
  EXPECT_EQ(trained.json()["runs"].size(), 3u);
  EXPECT_GT(trained.json()["test_mean"].get<double>(), 0.8);
  EXPECT_NE(trained.err.find("fold 3: accuracy"), std::string::npos) << trained.err;
  for (const auto& run : trained.json()["runs"]) {
    const int64_t hidden = run["chosen"]["hidden"].get<int64_t>();
    EXPECT_TRUE(hidden == 32 || hidden == 64) << hidden;
  }
  const auto report = parse_json(read_text(folder_.path() / "run" / "report.json"));
  EXPECT_GT(report["steps"].size(), 10u);
  for (const auto& step : report["steps"]) EXPECT_GT(step["live_bytes"], 0) << step;

  const CliResult evaluated = run_cli({"evaluate", "shapes", "--run", "run", "--json"}, here());
  ASSERT_EQ(evaluated.code, 0) << evaluated.err;
  const int64_t fold = evaluated.json()["split"].get<int64_t>();
  EXPECT_EQ(evaluated.json()["test"]["accuracy"], trained.json()["runs"][fold]["test"]);

  const CliResult predicted =
      run_cli({"predict", "shapes", "--run", "run", "--out", "p.csv"}, here());
  ASSERT_EQ(predicted.code, 0) << predicted.err;
  const std::string table = read_text(folder_.path() / "p.csv");
  EXPECT_EQ(table.substr(0, 12), "graph,class\n");
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 61);
}

TEST_F(Graphs, NormalizedFeaturesAreRefused) {
  for (const std::string protocol : {"fair-cv", "split"}) {
    const CliResult result = run_cli({"train", "shapes", "--epochs", "1", "--normalize-features",
                                      "--protocol", protocol, "--out", "run"},
                                     here());
    EXPECT_EQ(result.code, 4) << protocol;
    EXPECT_NE(result.err.find("normalize-features"), std::string::npos) << result.err;
  }
}

TEST_F(Graphs, ModelsOfNodesAreNotSupported) {
  const std::string rgcn_words = "inverse relations, as rgcn does, is for data sets of nodes";
  for (const std::string model : {"gcn", "sage", "gat", "rgcn"}) {
    const std::string words =
        model == "rgcn" ? rgcn_words : "heddle: model " + model + " has no readout";
    const CliResult result = run_cli({"train", "shapes", "--model", model, "--out", "run"}, here());
    EXPECT_EQ(result.code, 4) << model;
    EXPECT_NE(result.err.find(words), std::string::npos) << result.err;
    EXPECT_FALSE(fs::exists(folder_.path() / "run")) << model;
  }
}

TEST_F(Graphs, SettingsOfTheProtocolAreRefused) {
  folder_.write("wide.toml", "hidden = 128\n");
  for (const Arguments& setting : {Arguments{"--hidden", "32"},
                                   {"--dropout", "0.1"},
                                   {"--repeat", "3"},
                                   {"--split", "1"},
                                   {"--config", "wide.toml"}}) {
    Arguments command = {"train", "shapes", "--out", "run"};
    command.insert(command.end(), setting.begin(), setting.end());
    const CliResult result = run_cli(command, here());
    EXPECT_EQ(result.code, 2) << setting[1];
    EXPECT_NE(result.err.find("fair-cv"), std::string::npos) << result.err;
    EXPECT_FALSE(fs::exists(folder_.path() / "run")) << setting[1];
  }
}

TEST_F(Graphs, ResumedInTheMiddleOfAFold) {
  const CliResult whole = run_cli(arguments("whole"), here());
  ASSERT_EQ(whole.code, 0) << whole.err;
  const fs::path metrics = folder_.path() / "run" / "metrics.csv";
  // In turn: killed without warning, asked to stop.
  for (const int signal : {SIGKILL, SIGINT}) {
    Arguments command = arguments("run");
    if (signal == SIGINT) command = {"train", "--out", "run", "--resume", "--json"};
    const auto size = [&] { return fs::exists(metrics) ? fs::file_size(metrics) : 0; };
    const auto before = size();
    CliProcess process(command, here());
    while (process.running() && size() < before + 3000) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    process.signal(signal);
    EXPECT_NE(process.wait().code, 0);
  }
  const CliResult resumed = run_cli({"train", "--out", "run", "--resume", "--json"}, here());
  ASSERT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_EQ(resumed.json()["runs"], whole.json()["runs"]);
  EXPECT_EQ(resumed.json()["parameters"], whole.json()["parameters"]);
  EXPECT_EQ(scores_of(folder_.path() / "run"), scores_of(folder_.path() / "whole"));
}

}  // namespace
}  // namespace heddle::test
