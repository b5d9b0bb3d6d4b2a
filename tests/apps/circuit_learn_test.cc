// Models on circuits from the command line: heddle train circuits:..., circuit predict, evaluate.

#include "heddle/circuits/generate/multiplier.h"
#include "heddle/circuits/io/circuit_file.h"
#include "heddle/circuits/learn/circuit_dataset.h"
#include "heddle/graph/io/npy.h"
#include "tests/apps/cli.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace heddle::test {
namespace {

namespace fs = std::filesystem;

Arguments train_on_circuits(const std::string& out) {
  return {"train", "circuits:array:4-6", "--epochs", "20",    "--layers", "3",     "--hidden",
          "8",     "--threads",          "1",        "--out", out,        "--json"};
}

// One training for all tests: they only read it.
class CircuitModels : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder = new TempDir;
    trained = run_cli(train_on_circuits("run"), {folder->path()});
    write_circuit(make_multiplier({.bits = 12}), folder->path() / "m.aig");
  }
  static void TearDownTestSuite() { delete folder; }

  static CliResult run(const Arguments& arguments) { return run_cli(arguments, {folder->path()}); }
  static CliResult predict(const Arguments& more) {
    Arguments all = {"circuit", "predict", "m.aig", "--run", "run", "--json"};
    all.insert(all.end(), more.begin(), more.end());
    return run(all);
  }
  static fs::path file(const std::string& name) { return folder->path() / name; }

  static inline TempDir* folder = nullptr;
  static inline CliResult trained;
};

// Of 12 bits: 24 inputs, 8 * 144 - 11 * 12 gates, 24 outputs.
constexpr int64_t kEntries = 24 + 1020 + 24;

TEST_F(CircuitModels, AreTrainedOnCircuitsByName) {
  ASSERT_EQ(trained.code, 0) << trained.err;
  EXPECT_EQ(trained.json()["model"], "circuit");
  EXPECT_EQ(trained.json()["dataset"], "circuits");
  const CliResult again = run({"train", "--config", "run/config.toml", "--out", "again", "--json"});
  ASSERT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(again.json()["runs"], trained.json()["runs"]);
}

// Stopped somewhere in the middle, unless it was too fast for that.
TEST_F(CircuitModels, OfGamorasPresetPredictTheSameSets) {
  const CliResult gamora = run({"train", "circuits:array:4", "--preset", "gamora", "--epochs", "3",
                                "--out", "gamora", "--json"});
  ASSERT_EQ(gamora.code, 0) << gamora.err;
  EXPECT_EQ(gamora.json()["model"], "gamora");
  const CliResult evaluated = run({"circuit", "evaluate", "array:5", "--run", "gamora", "--json"});
  ASSERT_EQ(evaluated.code, 0) << evaluated.err;
  EXPECT_TRUE(evaluated.json()["circuits"][0].contains("shared"));
  EXPECT_EQ(run({"train", "builtin:karate", "--preset", "gamora"}).code, 2);
}

TEST_F(CircuitModels, ConvertPutsCircuitsSideBySide) {
  const CliResult result = run({"convert", "circuits:array:4,booth:5", "two.aig", "--json"});
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.json()["inputs"], 18);
  EXPECT_EQ(result.json()["outputs"], 18);
}

TEST_F(CircuitModels, GoOnFromACheckpoint) {
  const auto long_training = [](const std::string& out) {
    return Arguments{
        "train", "circuits:array:3", "--epochs", "2000",  "--layers", "2",     "--hidden",
        "4",     "--threads",        "1",        "--out", out,        "--json"};
  };
  const CliResult whole = run(long_training("whole"));
  ASSERT_EQ(whole.code, 0) << whole.err;
  CliProcess process(long_training("resumed"), {folder->path()});
  const auto started = [] {
    const fs::path metrics = file("resumed") / "metrics.csv";
    return fs::exists(metrics) && fs::file_size(metrics) > 1000;
  };
  while (process.running() && !started()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  process.signal(SIGINT);
  const CliResult stopped = process.wait();
  if (stopped.code == 0) GTEST_SKIP() << "it was done before it was interrupted";
  EXPECT_EQ(stopped.code, 130) << stopped.err;
  const CliResult resumed = run({"train", "--out", "resumed", "--resume", "--json"});
  ASSERT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_EQ(resumed.json()["runs"], whole.json()["runs"]);
}

TEST_F(CircuitModels, PredictLabelsAndScores) {
  const CliResult result =
      predict({"--set", "root", "--out", "root.npy", "--scores", "scores.npy"});
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.json()["labels"], kEntries);
  EXPECT_EQ(result.json()["hops"], 3);
  NpyReader labels_file(open_file(file("root.npy"))), scores_file(open_file(file("scores.npy")));
  EXPECT_EQ(labels_file.header().type, NpyType::kU8);
  EXPECT_EQ(labels_file.header().shape, std::vector<int64_t>{kEntries});
  EXPECT_EQ(scores_file.header().type, NpyType::kF32);
  EXPECT_EQ(scores_file.header().shape, (std::vector<int64_t>{kEntries, 4}));
  const std::vector<int32_t> labels = labels_file.read_all<int32_t>();
  const std::vector<float> scores = scores_file.read_all<float>();
  for (int64_t i = 0; i < kEntries; ++i) {
    const float* row = scores.data() + i * 4;
    const bool gate = i >= 24 && i < kEntries - 24;
    const RootLabel expected = gate     ? root_label(row)
                               : i < 24 ? RootLabel::kInput
                                        : RootLabel::kOutput;
    EXPECT_EQ(labels.at(static_cast<size_t>(i)), static_cast<int32_t>(expected)) << i;
    EXPECT_TRUE(gate || row[0] == 0) << i;
  }
}

TEST_F(CircuitModels, PredictTheSameInChunks) {
  ASSERT_EQ(predict({"--set", "shared", "--out", "whole.npy", "--scores", "a.npy"}).code, 0);
  const CliResult parts = predict({"--set", "shared", "--out", "parts.npy", "--scores", "b.npy",
                                   "--chunk", "100", "--threads", "3"});
  ASSERT_EQ(parts.code, 0) << parts.err;
  EXPECT_EQ(parts.json()["chunks"], 11);
  EXPECT_EQ(parts.json()["chunk_gates"], 100);
  EXPECT_EQ(read_text(file("whole.npy")), read_text(file("parts.npy")));
  EXPECT_EQ(read_text(file("a.npy")), read_text(file("b.npy")));
  const CliResult near = predict({"--set", "shared", "--out", "near.npy", "--scores", "c.npy",
                                  "--chunk", "100", "--halo", "one-hop"});
  ASSERT_EQ(near.code, 0) << near.err;
  EXPECT_EQ(near.json()["hops"], 1);
  EXPECT_NE(read_text(file("a.npy")), read_text(file("c.npy")));
}

TEST_F(CircuitModels, RefuseTooLittleMemory) {
  const CliResult result = predict({"--set", "root", "--out", "x.npy", "--memory", "1MiB"});
  EXPECT_EQ(result.code, 5);
  EXPECT_NE(result.err.find("the limit is 1.00 MiB"), std::string::npos) << result.err;
  EXPECT_FALSE(fs::exists(file("x.npy")));
}

TEST_F(CircuitModels, AreRefusedWhereTheyDoNotFit) {
  ASSERT_EQ(run({"train", "builtin:sbm?nodes=60&degree=4&features=4&classes=2", "--epochs", "1",
                 "--out", "other"})
                .code,
            0);
  const CliResult other =
      run({"circuit", "predict", "m.aig", "--run", "other", "--set", "root", "--out", "x.npy"});
  EXPECT_EQ(other.code, 3);
  EXPECT_NE(other.err.find("not trained on circuits"), std::string::npos) << other.err;
  const CliResult item = run({"train", "circuits:arry:4", "--epochs", "1"});
  EXPECT_EQ(item.code, 3);
  EXPECT_NE(item.err.find("circuits: 'arry:4'"), std::string::npos) << item.err;
}

TEST_F(CircuitModels, AreEvaluated) {
  const CliResult result = run({"circuit", "evaluate", "m.aig,array:8-10/2", "--run", "run",
                                "--table", "array:4-6", "--json"});
  ASSERT_EQ(result.code, 0) << result.err;
  const ParsedJson circuits = result.json()["circuits"];
  ASSERT_EQ(circuits.size(), 3U);
  EXPECT_EQ(circuits[0]["circuit"], "m.aig");
  EXPECT_EQ(circuits[0]["nodes"], kEntries);
  EXPECT_EQ(circuits[2]["circuit"], "array:10");
  for (const ParsedJson& circuit : circuits) {
    for (const char* set : {"root", "shared"}) {
      const ParsedJson& scores = circuit[set];
      EXPECT_GE(scores["wrong"], scores["unavoidable_wrong"]);
      EXPECT_GE(scores["table_wrong"], scores["unavoidable_wrong"]);
      EXPECT_GT(scores["majority_wrong"], scores["unavoidable_wrong"]);
    }
  }
  const CliResult without = run({"circuit", "evaluate", "array:4", "--run", "run", "--json"});
  EXPECT_FALSE(without.json()["circuits"][0]["root"].contains("table_wrong"));
}

}  // namespace
}  // namespace heddle::test
