#include "heddle/train/run_directory.h"

#include "heddle/base/error.h"
#include "heddle/base/json.h"
#include "heddle/train/metrics_log.h"
#include "heddle/train/report_json.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <limits>
#include <set>
#include <string>
#include <unistd.h>

namespace heddle {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(RunDirectory, CreatesParents) {
  const test::TempDir folder;
  const RunDirectory run(folder.path() / "runs" / "a", false);
  run.write("config.toml", "lr = 1\n");
  EXPECT_EQ(content(folder.path() / "runs" / "a" / "config.toml"), "lr = 1\n");
  EXPECT_TRUE(run.moved_to().empty());
}

TEST(RunDirectory, KeepsAnEarlierRun) {
  const test::TempDir folder;
  for (const char* text : {"1", "2", "3"})
    RunDirectory(folder.path(), false).write("config.toml", text);
  EXPECT_EQ(content(folder.path() / "config.toml"), "3");
  EXPECT_EQ(content(folder.path() / "earlier-1" / "config.toml"), "1");
  EXPECT_EQ(content(folder.path() / "earlier-2" / "config.toml"), "2");
  const RunDirectory resumed(folder.path(), true);
  EXPECT_EQ(content(folder.path() / "config.toml"), "3");
}

TEST(RunDirectory, LeavesForeignFilesAlone) {
  const test::TempDir folder;
  folder.write("notes.txt", "mine");
  const RunDirectory run(folder.path(), false);
  EXPECT_TRUE(run.moved_to().empty());
  EXPECT_EQ(content(folder.path() / "notes.txt"), "mine");
}

TEST(RunDirectory, NamesWhatCannotBeCreated) {
  const test::TempDir folder;
  const fs::path file = folder.write("file", "");
  for (const fs::path& path : {file, file / "run"}) {
    try {
      RunDirectory(path, false);
      FAIL() << path;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kIo);
      EXPECT_EQ(std::string(error.what()).find(path.string()), 0u) << error.what();
    }
  }
}

TEST(RunDirectory, UnusedPath) {
  const test::TempDir folder;
  EXPECT_EQ(unused_path(folder.path() / "a"), folder.path() / "a");
  fs::create_directory(folder.path() / "a");
  fs::create_directory(folder.path() / "a-2");
  EXPECT_EQ(unused_path(folder.path() / "a"), folder.path() / "a-3");
}

const double kNan = std::numeric_limits<double>::quiet_NaN();

TEST(MetricsLog, LinesAreThereAtOnce) {
  const test::TempDir folder;
  MetricsLog log(folder.path(), 0);
  log.append({1, 0.5, 1, 0.25, kNan, 0.125},
             {.run = 1, .runs = 10, .point = 2, .points = 4, .seed = 7});
  EXPECT_EQ(content(folder.path() / "metrics.csv"),
            "run,point,seed,epoch,loss,train,val,test,seconds\n1,2,7,1,0.5,1,0.25,,0.125\n");
  EXPECT_EQ(content(folder.path() / "metrics.jsonl"),
            "{\"run\": 1, \"point\": 2, \"seed\": 7, \"epoch\": 1, \"loss\": 0.5, \"train\": 1, "
            "\"val\": 0.25, "
            "\"test\": null, \"seconds\": 0.125}\n");
}

TEST(MetricsLog, ResumesWithWhatTheCheckpointKnows) {
  const test::TempDir folder;
  {
    MetricsLog log(folder.path(), 0);
    for (int64_t epoch = 1; epoch < 10; ++epoch) log.append({epoch, 0.5, 1, 1, 1, 1}, {.seed = 3});
  }
  const std::string header = "run,point,seed,epoch,loss,train,val,test,seconds\n";
  {
    MetricsLog log(folder.path(), 2);
    log.append({3, 0.125, 1, 1, 1, 1}, {.seed = 3});
    EXPECT_EQ(content(folder.path() / "metrics.csv"),
              header + "0,0,3,1,0.5,1,1,1,1\n0,0,3,2,0.5,1,1,1,1\n0,0,3,3,0.125,1,1,1,1\n");
  }
  // Half a line at the end of a killed process.
  folder.write("metrics.csv", header + "0,0,3,1,0.5,1,1,1,1\n0,0,3,2,0.");
  const MetricsLog log(folder.path(), 2);
  EXPECT_EQ(content(folder.path() / "metrics.csv"), header + "0,0,3,1,0.5,1,1,1,1\n");
  const MetricsLog anew(folder.path(), 0);
  EXPECT_EQ(content(folder.path() / "metrics.csv"), header);
  EXPECT_EQ(content(folder.path() / "metrics.jsonl"), "");
}

TEST(MetricsLog, NamesTheFileThatCannotBeWritten) {
  const test::TempDir folder;
  EXPECT_THROW(MetricsLog(folder.path() / "absent", 0), Error);
}

TrainReport small_report() {
  TrainReport report;
  report.dataset = "caf\xe9 \"1\"";  // Latin-1, as files have it
  report.model = "gcn";
  report.metric = "accuracy";
  report.parameters = 110120;
  RunResult run;
  run.seed = 18446744073709551615u;
  run.best_epoch = 2;
  run.test = kNan;
  run.epochs = {{1, 0.5, 1, 1, kNan, 1}};
  report.runs = {run};
  report.steps = {{"%1 = spmm", "spmm_csr_cpu", 0.5, 0.25, 4096, 1000, 2e9}};
  return report;
}

std::set<std::string> keys(const ParsedJson& json) {
  std::set<std::string> names;
  for (const auto& [key, value] : json.items()) names.insert(key);
  return names;
}

TEST(ReportJson, TheSummaryHasExactlyItsKeys) {
  const std::string text = summary_json(small_report());
  EXPECT_EQ(text.find('\n'), std::string::npos);
  const auto json = parse_json(text);
  EXPECT_EQ(keys(json),
            (std::set<std::string>{"dataset", "model", "parameters", "metric", "runs", "test_mean",
                                   "test_std", "epoch_seconds_median", "first_epoch_seconds",
                                   "planned_memory_bytes", "peak_memory_bytes", "threads"}));
  EXPECT_EQ(keys(json["runs"][0]),
            (std::set<std::string>{"seed", "best_epoch", "train", "val", "test", "weights_sha256",
                                   "loss_sha256"}));
  EXPECT_EQ(json["runs"][0]["seed"].get<uint64_t>(), 18446744073709551615u);
  EXPECT_TRUE(json["runs"][0]["test"].is_null());
}

TEST(ReportJson, TheReportHasAllOfIt) {
  TrainConfig config;
  config.learning_rate = 0.005;
  const auto json = parse_json(report_json(small_report(), config, "data/x"));
  EXPECT_EQ(json["config"]["lr"].get<double>(), 0.005);
  EXPECT_EQ(json["config"]["model"], "gcn");
  EXPECT_EQ(json["data"], "data/x");
  EXPECT_EQ(json["runs"][0]["epochs"][0]["loss"], 0.5);
  EXPECT_EQ(json["steps"][0]["kernel"], "spmm_csr_cpu");
}

}  // namespace
}  // namespace heddle
