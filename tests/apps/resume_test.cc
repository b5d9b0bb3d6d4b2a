// Trainings that are stopped, and go on to the same bits.

#include "tests/apps/cli.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>

namespace heddle::test {
namespace {

namespace fs = std::filesystem;

bool wait_for(const std::function<bool()>& condition) {
  for (int i = 0; i < 6000 && !condition(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return condition();
}

Arguments train_arguments(const std::string& out, const std::string& epochs) {
  return {"train",      "builtin:sbm?nodes=90&degree=6&features=16&classes=3&signal=0.2",
          "--epochs",   epochs,
          "--repeat",   "2",
          "--hidden",   "8",
          "--patience", "0",
          "--threads",  "1",
          "--json",     "--out",
          out};
}

TEST(Resume, AfterCtrlC) {
  const TempDir folder;
  const CliOptions here = {folder.path()};
  const CliResult whole = run_cli(train_arguments("whole", "8000"), here);
  ASSERT_EQ(whole.code, 0) << whole.err;

  int interruptions = 0;
  CliProcess process(train_arguments("run", "8000"), here);
  const fs::path metrics = folder.path() / "run" / "metrics.csv";
  ASSERT_TRUE(wait_for([&] { return fs::exists(metrics) && fs::file_size(metrics) > 2000; }));
  process.signal(SIGINT);
  const CliResult stopped = process.wait();
  if (stopped.code != 0) {  // it may have been too late
    ++interruptions;
    EXPECT_EQ(stopped.code, 130) << stopped.err;
    EXPECT_NE(stopped.err.find("heddle train --out run --resume"), std::string::npos)
        << stopped.err;
    const CliResult evaluated =
        run_cli({"evaluate", train_arguments("", "")[1], "--run", "run", "--json"}, here);
    EXPECT_EQ(evaluated.code, 0) << evaluated.err;
    const CliResult resumed = run_cli({"train", "--out", "run", "--resume", "--json"}, here);
    ASSERT_EQ(resumed.code, 0) << resumed.err;
    EXPECT_EQ(resumed.json()["runs"], whole.json()["runs"]);
    EXPECT_EQ(scores_of(folder.path() / "run"), scores_of(folder.path() / "whole"));
  }
  EXPECT_EQ(interruptions, 1);
}

TEST(Resume, SettingsThatWouldChangeTheResultAreRefused) {
  const TempDir folder;
  const CliOptions here = {folder.path()};
  ASSERT_EQ(run_cli(train_arguments("run", "3"), here).code, 0);
  const CliResult other = run_cli({"train", "--out", "run", "--resume", "--hidden", "9"}, here);
  EXPECT_EQ(other.code, 2);
  EXPECT_NE(other.err.find("has hidden = 8"), std::string::npos) << other.err;
  const CliResult more =
      run_cli({"train", "--out", "run", "--resume", "--repeat", "3", "--json"}, here);
  ASSERT_EQ(more.code, 0) << more.err;
  EXPECT_EQ(more.json()["runs"].size(), 3u);
}

TEST(Resume, AFinishedTrainingIsNotMadeLonger) {
  const TempDir folder;
  const CliOptions here = {folder.path()};
  ASSERT_EQ(run_cli(train_arguments("run", "3"), here).code, 0);
  for (const std::string flag : {"--epochs", "--patience"}) {
    const CliResult result = run_cli({"train", "--out", "run", "--resume", flag, "5"}, here);
    EXPECT_EQ(result.code, 2) << flag;
    EXPECT_NE(result.err.find("the training in run is finished"), std::string::npos) << result.err;
  }
}

TEST(Resume, OtherDataIsRefused) {
  const TempDir folder;
  const CliOptions here = {folder.path()};
  ASSERT_EQ(run_cli(train_arguments("run", "3"), here).code, 0);
  for (const Arguments& other : {Arguments{"builtin:karate"}, Arguments{"--undirected"}}) {
    Arguments arguments = {"train", "--out", "run", "--resume"};
    arguments.insert(arguments.end(), other.begin(), other.end());
    const CliResult result = run_cli(arguments, here);
    EXPECT_EQ(result.code, 2) << other[0];
    EXPECT_NE(result.err.find("other data needs another --out"), std::string::npos) << result.err;
  }
  const CliResult same =
      run_cli({"train", train_arguments("", "")[1], "--out", "run", "--resume"}, here);
  EXPECT_EQ(same.code, 0) << same.err;
}

TEST(Resume, ReadsTheSameGraph) {
  const TempDir folder;
  const CliOptions here = {folder.path()};
  folder.write("data/nodes.csv",
               "id,label,split,f0\na,0,train,1\nb,1,train,2\nc,0,val,3\nd,1,test,4\n");
  folder.write("data/edges.csv", "source,target\na,b\nb,c\nc,d\n");
  const auto train = [&](const Arguments& more) {
    Arguments arguments = {"train", "--json", "--threads", "1", "--out", "run"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const CliResult result = run_cli(arguments, here);
    EXPECT_EQ(result.code, 0) << result.err;
    return result.err;
  };
  for (const std::string direction : {"--directed", "--undirected"}) {
    const std::string edges = direction == "--directed" ? "4 nodes, 3 edges" : "4 nodes, 6 edges";
    EXPECT_NE(train({"data", direction, "--epochs", "3"}).find(edges), std::string::npos);
    EXPECT_NE(train({"--resume", "--repeat", "2"}).find(edges), std::string::npos) << direction;
  }
}

TEST(Resume, NothingToResume) {
  const TempDir folder;
  const CliResult result = run_cli({"train", "--out", "run", "--resume"}, {folder.path()});
  EXPECT_EQ(result.code, 3);
  EXPECT_NE(result.err.find("run/config.toml"), std::string::npos) << result.err;
}

TEST(Resume, SlowAfterKill) {
  const TempDir folder;
  const CliOptions here = {folder.path()};
  const CliResult whole = run_cli(train_arguments("whole", "6000"), here);
  ASSERT_EQ(whole.code, 0) << whole.err;
  int kills = 0;
  for (int attempt = 0; attempt < 2; ++attempt) {
    Arguments arguments = train_arguments("run", "6000");
    if (attempt > 0) arguments = {"train", "--out", "run", "--resume", "--json"};
    CliProcess process(arguments, here);
    const fs::path last = folder.path() / "run" / "last.safetensors";
    const auto before = fs::exists(last) ? fs::last_write_time(last) : fs::file_time_type();
    wait_for([&] {
      return !process.running() || (fs::exists(last) && fs::last_write_time(last) != before);
    });
    process.signal(SIGKILL);
    kills += process.wait().code == 128 + SIGKILL ? 1 : 0;
  }
  const CliResult resumed = run_cli({"train", "--out", "run", "--resume", "--json"}, here);
  ASSERT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_EQ(resumed.json()["runs"], whole.json()["runs"]);
  EXPECT_EQ(scores_of(folder.path() / "run"), scores_of(folder.path() / "whole"));
  std::printf("killed %d times\n", kills);
}

}  // namespace
}  // namespace heddle::test
