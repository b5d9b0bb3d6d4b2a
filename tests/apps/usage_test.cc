// The command line itself: help, verbs and flags that do not exist.

#include "tests/apps/cli.h"

#include <gtest/gtest.h>

#include <string>

namespace heddle::test {
namespace {

// Exit code 2 and one line on standard error that has `part`.
void expect_usage_error(const Arguments& arguments, const std::string& part) {
  const CliResult result = run_cli(arguments);
  EXPECT_EQ(result.code, 2) << result.err;
  EXPECT_EQ(result.err.find("heddle: "), 0u) << result.err;
  EXPECT_EQ(result.err.find('\n'), result.err.size() - 1) << result.err;
  EXPECT_NE(result.err.find(part), std::string::npos) << result.err;
  EXPECT_EQ(result.out, "");
}

TEST(Usage, HelpAndVersion) {
  for (const Arguments& arguments : std::vector<Arguments>{{"--help"}, {"train", "--help"}}) {
    const CliResult result = run_cli(arguments);
    EXPECT_EQ(result.code, 0);
    EXPECT_NE(result.out.find("Usage: heddle"), std::string::npos) << result.out;
  }
  EXPECT_EQ(run_cli({"--version"}).out.find("heddle "), 0u);
}

TEST(Usage, EveryVerbHasHelp) {
  for (const char* verb :
       {"train", "evaluate", "predict", "explain", "info", "convert", "generate", "bench"}) {
    const CliResult result = run_cli({verb, "--help"});
    EXPECT_EQ(result.code, 0) << verb;
    EXPECT_NE(result.out.find("--json"), std::string::npos) << verb;
  }
  EXPECT_NE(run_cli({"circuit", "--help"}).out.find("check-certificate"), std::string::npos);
  for (const char* verb : {"label", "adders", "verify", "check-certificate"}) {
    const CliResult result = run_cli({"circuit", verb, "--help"});
    EXPECT_EQ(result.code, 0) << verb;
    EXPECT_NE(result.out.find("CIRCUIT"), std::string::npos) << verb;
  }
}

TEST(Usage, VerbsThatDoNotExist) {
  expect_usage_error({}, "no verb, needs a verb: train, evaluate");
  expect_usage_error({"frobnicate"}, "unknown verb 'frobnicate'");
}

TEST(Usage, FlagsThatDoNotExist) {
  expect_usage_error({"train", "x", "--hiden", "3"}, "perhaps --hidden");
  expect_usage_error({"info", "x", "--colour"}, "--colour");
}

TEST(Usage, ValuesOutOfRange) {
  expect_usage_error({"train", "x", "--model", "mlp"}, "needs one of gcn, sage, gat, rgcn, gin");
  expect_usage_error({"train", "x", "--layers", "two"}, "needs a whole number from 1 to 1000");
  expect_usage_error({"train", "x", "--dropout", "1"}, "needs a number from 0 to below 1");
  expect_usage_error({"train", "x", "--lr", "-1"}, "--lr: '-1'");
  expect_usage_error({"train", "x", "--seed", "-1"}, "--seed");
  expect_usage_error({"train", "x", "--disable", "magic"}, "needs one of ");
  EXPECT_EQ(run_cli({"bench", "spmm", "--nodes", "0"}).err.find("perhaps"), std::string::npos);
}

TEST(Usage, ArgumentsThatAreMissing) {
  expect_usage_error({"train"}, "DATA is missing");
  expect_usage_error({"evaluate", "x"}, "--run");
  expect_usage_error({"predict", "x", "--run", "y"}, "--out");
  expect_usage_error({"predict", "x", "--run", "y", "--out", "z.txt"}, ".npy, .csv or .tsv");
  expect_usage_error({"train", "x", "--resume"}, "--resume needs --out");
  expect_usage_error({"generate", "sbm"}, "--out is missing");
  expect_usage_error({"info", "x", "--directed", "--undirected"}, "exclude each other");
}

}  // namespace
}  // namespace heddle::test
