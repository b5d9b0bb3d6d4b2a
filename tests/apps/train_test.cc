// heddle train, evaluate, predict, explain: what they print and leave behind.

#include "tests/apps/cli.h"
#include "tests/support/temp_dir.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>
#include <string>

namespace heddle::test {
namespace {

namespace fs = std::filesystem;

const char* const kTrainData = "builtin:sbm?nodes=120&degree=6&features=16&classes=3&seed=4";

CliResult train(const TempDir& folder, const Arguments& more) {
  Arguments all = {"train", kTrainData, "--epochs", "8", "--hidden", "8", "--threads", "1"};
  all.insert(all.end(), more.begin(), more.end());
  return run_cli(all, {folder.path()});
}

std::set<std::string> keys(const ParsedJson& json) {
  std::set<std::string> names;
  for (const auto& [key, value] : json.items()) names.insert(key);
  return names;
}

int64_t lines(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

TEST(Train, LeavesARunDirectory) {
  const TempDir folder;
  const CliResult result = train(folder, {"--out", "run"});
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_NE(result.out.find("epoch 1/8  loss "), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("recipe"), std::string::npos);
  for (const char* name :
       {"config.toml", "metrics.csv", "metrics.jsonl", "best.safetensors", "last.safetensors",
        "program.txt", "explain.txt", "report.json", "report.html"}) {
    EXPECT_TRUE(fs::exists(folder.path() / "run" / name)) << name;
  }
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path() / "run"), {}), 9);
  EXPECT_EQ(lines(read_text(folder.path() / "run" / "metrics.csv")), 1 + 8);
  EXPECT_EQ(lines(read_text(folder.path() / "run" / "metrics.jsonl")), 8);
}

TEST(Train, JsonIsTheOnlyLineOfStandardOutput) {
  const TempDir folder;
  const CliResult result =
      train(folder, {"--out", "run", "--json", "--repeat", "2", "--seed", "5"});
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(lines(result.out), 1) << result.out;
  const ParsedJson json = result.json();
  EXPECT_EQ(keys(json),
            (std::set<std::string>{"dataset", "model", "parameters", "metric", "runs", "test_mean",
                                   "test_std", "epoch_seconds_median", "first_epoch_seconds",
                                   "planned_memory_bytes", "peak_memory_bytes", "threads"}));
  ASSERT_EQ(json["runs"].size(), 2u);
  EXPECT_EQ(keys(json["runs"][0]),
            (std::set<std::string>{"seed", "best_epoch", "train", "val", "test", "weights_sha256",
                                   "loss_sha256"}));
  EXPECT_EQ(json["runs"][1]["seed"], 6);
  EXPECT_NE(json["runs"][0]["loss_sha256"], json["runs"][1]["loss_sha256"]);
  EXPECT_EQ(json["threads"], 1);
  EXPECT_GT(json["peak_memory_bytes"].get<int64_t>(), 1 << 20);
  EXPECT_EQ(json["parameters"], 16 * 8 + 8 + 8 * 3 + 3);
}

TEST(Train, TheConfigurationRunsItAgain) {
  const TempDir folder;
  const CliResult first =
      train(folder, {"--out", "a", "--json", "--lr", "0.02", "--norm", "layer", "--seed", "9"});
  ASSERT_EQ(first.code, 0) << first.err;
  const CliResult second =
      run_cli({"train", "--config", "a/config.toml", "--out", "b", "--json"}, {folder.path()});
  ASSERT_EQ(second.code, 0) << second.err;
  EXPECT_EQ(first.json()["runs"], second.json()["runs"]);
  EXPECT_EQ(read_text(folder.path() / "a" / "config.toml"),
            read_text(folder.path() / "b" / "config.toml"));
}

TEST(Train, FlagsWinOverTheFile) {
  const TempDir folder;
  folder.write("c.toml", "hidden = 4\nepochs = 2\n");
  const CliResult result =
      run_cli({"train", kTrainData, "--config", "c.toml", "--epochs", "3", "--out", "run"},
              {folder.path()});
  ASSERT_EQ(result.code, 0) << result.err;
  const std::string config = read_text(folder.path() / "run" / "config.toml");
  EXPECT_NE(config.find("\nhidden = 4 "), std::string::npos) << config;
  EXPECT_NE(config.find("\nepochs = 3 "), std::string::npos) << config;
}

TEST(Train, KeepsAnEarlierRun) {
  const TempDir folder;
  ASSERT_EQ(train(folder, {"--out", "run"}).code, 0);
  const std::string first = read_text(folder.path() / "run" / "metrics.csv");
  const CliResult again = train(folder, {"--out", "run", "--seed", "1"});
  EXPECT_NE(again.out.find("earlier-1"), std::string::npos);
  EXPECT_EQ(read_text(folder.path() / "run" / "earlier-1" / "metrics.csv"), first);
}

TEST(Train, FindsAFolderOfItsOwn) {
  const TempDir folder;
  for (int i = 0; i < 2; ++i) ASSERT_EQ(train(folder, {}).code, 0);
  EXPECT_TRUE(fs::exists(folder.path() / "runs" / "sbm-gcn" / "report.html"));
  EXPECT_TRUE(fs::exists(folder.path() / "runs" / "sbm-gcn-2" / "report.html"));
}

TEST(Train, InterpretedWithoutPassesOrPlannedItLearnsTheSame) {
  const TempDir folder;
  const CliResult planned = train(folder, {"--out", "a", "--json"});
  const CliResult interpreted = train(folder, {"--out", "b", "--json", "--interpret"});
  const CliResult fewer =
      train(folder, {"--out", "c", "--json", "--disable", "reassociate_linear_spmm", "--disable",
                     "fuse_epilogue", "--dump-passes"});
  ASSERT_EQ(interpreted.code, 0) << interpreted.err;
  ASSERT_EQ(fewer.code, 0) << fewer.err;
  EXPECT_NE(fewer.err.find("// remove_dead_code"), std::string::npos);
  EXPECT_EQ(fewer.err.find("// fuse_epilogue"), std::string::npos);
  const auto test = [](const CliResult& r) { return r.json()["test_mean"].get<double>(); };
  EXPECT_NEAR(test(planned), test(interpreted), 0.1);
  EXPECT_NEAR(test(planned), test(fewer), 0.1);
}

TEST(Train, RowsOfHubsTravelWithFewerBits) {
  const TempDir folder;
  std::set<std::string> losses;
  for (const char* threads : {"1", "3"}) {
    const CliResult result = train(folder, {"--out", threads, "--json", "--messages", "int8",
                                            "--bits", "hubs=4", "--threads", threads});
    ASSERT_EQ(result.code, 0) << result.err;
    losses.insert(result.json()["runs"][0]["loss_sha256"].get<std::string>());
  }
  EXPECT_EQ(losses.size(), 1u);
  const std::string plan = read_text(folder.path() / "1" / "explain.txt");
  for (const char* text : {"hub_rows_csr_cpu", "quantized i8[nodes,8] bits 8 hubs 4"}) {
    EXPECT_NE(plan.find(text), std::string::npos) << plan;
  }
  const CliResult refused = train(folder, {"--messages", "int2", "--bits", "hubs=4"});
  EXPECT_EQ(refused.code, 3);
  EXPECT_EQ(refused.err, "heddle: bits of hubs are 4, but layer0 has 2\n");
}

TEST(Evaluate, FindsTheScoresOfTheTraining) {
  const TempDir folder;
  const ParsedJson run = train(folder, {"--out", "run", "--json"}).json()["runs"][0];
  const CliResult result =
      run_cli({"evaluate", kTrainData, "--run", "run", "--json"}, {folder.path()});
  ASSERT_EQ(result.code, 0) << result.err;
  const ParsedJson json = result.json();
  for (const char* part : {"train", "val", "test"}) {
    EXPECT_EQ(json[part]["accuracy"], run[part]) << part;
  }
  EXPECT_EQ(json["all"]["rows"], 120);
  const CliResult file =
      run_cli({"evaluate", kTrainData, "--run", "run/best.safetensors", "--json"}, {folder.path()});
  EXPECT_EQ(file.json()["test"], json["test"]);
}

TEST(Explain, TellsWhatTrainingWouldRun) {
  const CliResult text =
      run_cli({"explain", kTrainData, "--hidden", "8", "--refusals", "--programs"});
  ASSERT_EQ(text.code, 0) << text.err;
  EXPECT_NE(text.out.find("spmm"), std::string::npos);
  EXPECT_NE(text.out.find("heddle_format"), std::string::npos);
  const ParsedJson json = run_cli({"explain", kTrainData, "--hidden", "8", "--json"}).json();
  EXPECT_EQ(json["parameters"], 16 * 8 + 8 + 8 * 3 + 3);
  EXPECT_GT(json["epoch_seconds"].get<double>(), 0);
  EXPECT_GT(json["planned_memory_bytes"].get<int64_t>(), 0);
}

TEST(Explain, PlansTheMemoryOfTraining) {
  const TempDir folder;
  const Arguments data = {"builtin:sbm?nodes=2000&degree=8&features=500", "--hidden", "512",
                          "--json"};
  Arguments explain = {"explain"}, train = {"train", "--epochs", "1", "--out", "run"};
  explain.insert(explain.end(), data.begin(), data.end());
  train.insert(train.end(), data.begin(), data.end());
  const auto planned = [&](const Arguments& command) {
    const CliResult result = run_cli(command, {folder.path()});
    EXPECT_EQ(result.code, 0) << result.err;
    return result.json()["planned_memory_bytes"].get<double>();
  };
  // The processes differ a little; a copy of the weights for checkpoints is 6 MiB.
  planned(explain);  // measures the machine, if nobody did
  EXPECT_NEAR(planned(explain), planned(train), 3 << 20);
}

TEST(Explain, ListsWhatItTriedWhereMemoryDoesNotSuffice) {
  const CliResult result = run_cli({"explain", kTrainData, "--memory", "1MiB"});
  EXPECT_EQ(result.code, 5);
  EXPECT_NE(result.out.find("does not fit"), std::string::npos) << result.out;
  EXPECT_NE(result.err.find("the limit is 1.00 MiB"), std::string::npos) << result.err;
}

TEST(Train, StopsBeforeItStartsWhereMemoryDoesNotSuffice) {
  const TempDir folder;
  const CliResult result = train(folder, {"--out", "run", "--memory", "1MiB"});
  EXPECT_EQ(result.code, 5);
  EXPECT_NE(result.err.find("the limit is 1.00 MiB"), std::string::npos) << result.err;
  EXPECT_FALSE(fs::exists(folder.path() / "run"));
  EXPECT_EQ(train(folder, {"--out", "run", "--memory", "4GiB"}).code, 0);
}

// Large enough for steps that run on several threads.
void expect_same_bits_for_any_threads(const Arguments& flags) {
  const TempDir folder;
  std::set<ParsedJson> runs;
  for (const char* threads : {"1", "2", "7"}) {
    Arguments command = {
        "train",    "builtin:sbm?nodes=6000&degree=12&features=64&classes=3&seed=4",
        "--epochs", "3",
        "--json",   "--out",
        "run",      "--threads",
        threads};
    command.insert(command.end(), flags.begin(), flags.end());
    const CliResult result = run_cli(command, {folder.path()});
    ASSERT_EQ(result.code, 0) << result.err;
    runs.insert(result.json()["runs"]);
  }
  EXPECT_EQ(runs.size(), 1u);
}

TEST(Train, SlowSameBitsForAnyNumberOfThreads) {
  for (const char* model : {"gcn", "sage", "gat", "rgcn"}) {
    for (const char* precision : {"f32", "bf16"}) {
      SCOPED_TRACE(fmt::format("{} {}", model, precision));
      expect_same_bits_for_any_threads({"--model", model, "--precision", precision});
    }
  }
}

TEST(Train, SlowKeptColumnsAndCodesHaveTheSameBitsForAnyNumberOfThreads) {
  for (const char* model : {"gcn", "sage"}) {
    for (const char* activation : {"relu", "maxk:16", "dynamic_relu:40", "group_maxk:1/8"}) {
      for (const char* messages : {"same", "int8", "int8/tensor"}) {
        SCOPED_TRACE(fmt::format("{} {} {}", model, activation, messages));
        expect_same_bits_for_any_threads({"--model", model, "--hidden", "128", "--layers", "3",
                                          "--activation", activation, "--messages", messages});
      }
    }
  }
}

}  // namespace
}  // namespace heddle::test
