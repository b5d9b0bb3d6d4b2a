// heddle bench: the rows that it promises, with figures that fit together.

#include "tests/apps/cli.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace heddle::test {
namespace {

ParsedJson rows_of(Arguments arguments) {
  arguments.insert(arguments.begin(), "bench");
  arguments.insert(arguments.end(), {"--seconds", "0", "--threads", "1", "--json"});
  const CliResult result = run_cli(arguments);
  EXPECT_EQ(result.code, 0) << result.err;
  return result.json()["rows"];
}

void expect_timed(const ParsedJson& row) {
  EXPECT_GT(row["seconds_min"].get<double>(), 0) << row;
  EXPECT_GE(row["seconds_median"].get<double>(), row["seconds_min"].get<double>()) << row;
  EXPECT_GT(row["bytes"].get<double>(), 0) << row;
}

TEST(Bench, SpmmStandsBesideGatherOnTheSameRows) {
  const auto rows = rows_of({"spmm", "--nodes", "500", "--degree", "8", "--dim", "24"});
  std::set<std::string> seen;
  double gather = 0;
  for (const auto& row : rows) {
    expect_timed(row);
    EXPECT_EQ(row["sizes"]["edges"], 4000);
    const double median = row["seconds_median"];
    if (row["kernel"] == "gather") gather = median;  // comes first in its group
    EXPECT_NEAR(row["fraction_of_gather"].get<double>(), gather / median, 1e-12) << row;
    seen.insert(row["direction"].get<std::string>() + " " + row["dtype"].get<std::string>());
  }
  EXPECT_EQ(seen.size(), 4u) << "forward and backward in f32 and bf16";
}

TEST(Bench, GatherAloneMeasuresNothingElse) {
  const auto rows = rows_of({"gather", "--nodes", "500", "--degree", "8", "--dim", "24,300"});
  EXPECT_EQ(rows.size(), 8u);
  for (const auto& row : rows) EXPECT_EQ(row["kernel"], "gather");
}

TEST(Bench, KeptRowsStandBesideWholeRows) {
  const auto rows = rows_of({"aggregate", "--nodes", "600", "--degree", "8", "--dim", "32", "--k",
                             "4,40", "--groups", "1/8,3/16"});
  std::set<std::string> encodings, directions;
  for (const auto& row : rows) {
    expect_timed(row);
    encodings.insert(row["encoding"].get<std::string>());
    directions.insert(row["direction"].get<std::string>());
    if (row["kernel"] == "gather" || row["direction"] == "selection") continue;
    EXPECT_GT(row["vs_dense_f32"].get<double>(), 0) << row;
    EXPECT_GT(row["vs_dense_bf16"].get<double>(), 0) << row;
    EXPECT_LE(row["vs_dense_f32"], row["vs_dense_f32_without_selection"]) << row;
    if (row["k"] == 0) continue;
    EXPECT_LT(row["error"].get<double>(), row["dtype"] == "bf16" ? 1e-2 : 1e-5) << row;
    EXPECT_EQ(row["seconds_selection"].is_null(), row["direction"] == "backward") << row;
  }
  EXPECT_EQ(encodings, (std::set<std::string>{"dense", "top 4", "top 32", "1 of 8", "3 of 16"}));
  EXPECT_EQ(directions, (std::set<std::string>{"forward", "backward", "selection"}));
}

TEST(Bench, LinearHasDenseAndSparseProducts) {
  const auto rows = rows_of({"linear", "--rows", "200", "--inner", "32", "--cols", "16",
                             "--csr-cols", "64", "--csr-entries", "4"});
  std::set<std::string> encodings, directions;
  for (const auto& row : rows) {
    expect_timed(row);
    EXPECT_TRUE(row.contains("fraction_of_gather") && row["fraction_of_gather"].is_null()) << row;
    encodings.insert(row["encoding"].get<std::string>());
    directions.insert(row["direction"].get<std::string>());
  }
  EXPECT_EQ(encodings, (std::set<std::string>{"dense", "csr"}));
  EXPECT_EQ(directions, (std::set<std::string>{"forward", "backward", "weight gradient"}));
}

TEST(Bench, RefusesWhatItCannotMeasure) {
  EXPECT_EQ(run_cli({"bench", "sort"}).code, 2);
  EXPECT_EQ(run_cli({"bench"}).code, 2);
  EXPECT_EQ(run_cli({"bench", "spmm", "--dim", "0"}).code, 2);
  EXPECT_EQ(run_cli({"bench", "spmm", "--nodes", "10", "--degree", "20"}).code, 3);
  EXPECT_EQ(run_cli({"bench", "aggregate", "--nodes", "10", "--groups", "9/8"}).code, 2);
  EXPECT_EQ(run_cli({"bench", "aggregate", "--nodes", "10", "--dim", "12"}).code, 3);
}

}  // namespace
}  // namespace heddle::test
