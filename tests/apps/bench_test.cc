// heddle bench: the rows that it promises, with figures that fit together.

#include "tests/apps/cli.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <map>
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

TEST(Bench, KeptRowsAndCodesStandBesideWholeRows) {
  const auto rows = rows_of({"aggregate", "--nodes", "600", "--degree", "8", "--dim", "32", "--k",
                             "4", "--groups", "1/8"});
  std::set<std::string> encodings, directions;
  for (const auto& row : rows) {
    expect_timed(row);
    const std::string encoding = row["encoding"], direction = row["direction"];
    encodings.insert(encoding);
    directions.insert(direction);
    const bool is_preparation = direction == "selection" || direction == "encoding";
    if (row["kernel"] == "gather" || is_preparation) continue;
    EXPECT_GT(row["vs_dense_f32"].get<double>(), 0) << row;
    EXPECT_GT(row["vs_dense_bf16"].get<double>(), 0) << row;
    EXPECT_LE(row["vs_dense_f32"], row["vs_dense_f32_without_preparation"]) << row;
    if (encoding == "dense" || encoding == "a line per edge") continue;
    EXPECT_LT(row["error"].get<double>(), row["dtype"] == "bf16" ? 1e-2 : 1e-5) << row;
    const bool reads_codes = encoding.find("int") != std::string::npos;
    EXPECT_EQ(row["seconds_preparation"].is_null(), direction == "backward" && !reads_codes) << row;
  }
  std::set<std::string> expected = {"dense",
                                    "dense times remainders",
                                    "dense int8/tensor by classes",
                                    "a line per edge",
                                    "classes of edges",
                                    "dy 1 of 8",
                                    "dy 1 of 8 int8/tensor",
                                    "dy 1 of 8 int8/tensor by classes"};
  for (const char* codes : {"int8", "int4", "int2", "int8/tensor"}) {
    expected.insert(std::string("32 columns ") + codes);
    expected.insert(std::string("dense ") + codes);
  }
  for (const char* kept : {"top 4", "1 of 8"}) {
    for (const char* codes :
         {"", " int8", " int8/tensor", " int8/tensor by classes", " times remainders"})
      expected.insert(std::string(kept) + codes);
  }
  for (const char* codes : {"int8", "int8/tensor"})
    expected.insert(std::string("4 columns ") + codes);
  EXPECT_EQ(encodings, expected);
  EXPECT_EQ(directions, (std::set<std::string>{"forward", "backward", "selection", "encoding"}));
}

TEST(Bench, OnlySomeKernelsBesideWholeRows) {
  const auto rows = rows_of({"aggregate", "--nodes", "600", "--degree", "8", "--dim", "32", "--k",
                             "4", "--groups", "1/8", "--only", "scatter"});
  int64_t scattered = 0, dense = 0;
  for (const auto& row : rows) {
    const std::string kernel = row["kernel"];
    scattered += kernel.find("scatter") != std::string::npos ? 1 : 0;
    dense += row["encoding"] == "dense" ? 1 : 0;
    EXPECT_TRUE(kernel.find("topk") == std::string::npos ||
                kernel.find("scatter") != std::string::npos)
        << kernel;
  }
  EXPECT_GT(scattered, 0);
  EXPECT_GT(dense, 0);
}

// Whole cache lines: values and their positions, or codes and a bit per column.
TEST(Bench, BytesPerEdgeAreThoseOfTheRecordThatAKernelReads) {
  const auto rows = rows_of({"aggregate", "--nodes", "600", "--degree", "8", "--dim", "256", "--k",
                             "32", "--groups", "1/8"});
  std::map<std::string, int64_t> bytes;
  for (const auto& row : rows) {
    const std::string kernel = row["kernel"], dtype = row["dtype"], encoding = row["encoding"];
    bytes[fmt::format("{}, {}, {}", kernel, dtype, encoding)] = row["bytes_per_edge"];
  }
  EXPECT_EQ(bytes.at("gather, bf16, dense"), 512);
  EXPECT_EQ(bytes.at("spmm_csr_cpu_rowsplit, f32, dense"), 1024);
  EXPECT_EQ(bytes.at("spmm_quantized_csr_cpu_rowsplit, i8, dense int4"), 128);
  EXPECT_EQ(bytes.at("quantize_dense_cpu_simd, f32, 32 columns int8"), 0);
  EXPECT_EQ(bytes.at("spmm_topk_csr_cpu_scatter, f32, top 32"), 192);
  EXPECT_EQ(bytes.at("spmm_topk_csr_cpu_scatter, bf16, top 32"), 128);
  EXPECT_EQ(bytes.at("spmm_topk_quantized_csr_cpu_bitmap_integers, i8, top 32 int8/tensor"), 64);
  EXPECT_EQ(bytes.at("spmm_topk_csr_cpu_groups, f32, 1 of 8"), 192);
  EXPECT_EQ(bytes.at("spmm_topk_quantized_csr_cpu_group_integers, i8, 1 of 8 int8/tensor"), 64);
}

TEST(Bench, LinearHasDenseAndSparseProducts) {
  const auto rows =
      rows_of({"linear", "--rows", "200", "--inner", "32", "--cols", "16", "--csr-cols", "64",
               "--csr-entries", "4", "--kept", "maxk:4,group_maxk:1/8"});
  std::set<std::string> encodings, directions;
  for (const auto& row : rows) {
    expect_timed(row);
    EXPECT_TRUE(row.contains("fraction_of_gather") && row["fraction_of_gather"].is_null()) << row;
    encodings.insert(row["encoding"].get<std::string>());
    directions.insert(row["direction"].get<std::string>());
  }
  EXPECT_EQ(encodings, (std::set<std::string>{"dense", "csr", "maxk:4", "maxk:4, dy",
                                              "group_maxk:1/8", "group_maxk:1/8, dy"}));
  EXPECT_EQ(directions, (std::set<std::string>{"forward", "backward", "weight gradient"}));
}

TEST(Bench, RefusesWhatItCannotMeasure) {
  EXPECT_EQ(run_cli({"bench", "sort"}).code, 2);
  EXPECT_EQ(run_cli({"bench"}).code, 2);
  EXPECT_EQ(run_cli({"bench", "spmm", "--dim", "0"}).code, 2);
  EXPECT_EQ(run_cli({"bench", "spmm", "--nodes", "10", "--degree", "20"}).code, 3);
  EXPECT_EQ(run_cli({"bench", "aggregate", "--nodes", "10", "--groups", "9/8"}).code, 2);
  EXPECT_EQ(run_cli({"bench", "aggregate", "--nodes", "10", "--dim", "12"}).code, 3);
  EXPECT_EQ(run_cli({"bench", "aggregate", "--only", "nosuchkernel"}).code, 2);
  EXPECT_EQ(run_cli({"bench", "linear", "--kept", "relu"}).code, 2);
  EXPECT_EQ(run_cli({"bench", "linear", "--inner", "12", "--kept", "group_maxk:1/8"}).code, 3);
}

}  // namespace
}  // namespace heddle::test
