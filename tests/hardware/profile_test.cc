#include "heddle/hardware/profile.h"

#include "heddle/base/json.h"
#include "heddle/graph/io/byte_source.h"
#include "heddle/hardware/cpu_features.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace heddle {
namespace {

HardwareProfile example() {
  HardwareProfile profile;
  profile.l3_bytes = int64_t{32} << 20;
  profile.random_64_bytes_per_second = 4e9;
  profile.random_1024_bytes_per_second = 16e9;
  profile.cached_bytes_per_second = 64e9;
  return profile;
}

TEST(RandomRate, GrowsWithTheLengthOfRows) {
  const HardwareProfile profile = example();
  const int64_t matrix = int64_t{1} << 40;
  EXPECT_NEAR(profile.random_bytes_per_second(64, matrix), 4e9, 1e7);
  EXPECT_NEAR(profile.random_bytes_per_second(256, matrix), 8e9, 1e7);
  EXPECT_NEAR(profile.random_bytes_per_second(1024, matrix), 16e9, 1e7);
  EXPECT_NEAR(profile.random_bytes_per_second(8192, matrix), 16e9, 1e7);
  EXPECT_NEAR(profile.random_bytes_per_second(16, matrix), 1e9, 1e7) << "a whole line is moved";
}

TEST(RandomRate, FallsWithTheSizeOfTheMatrix) {
  const HardwareProfile profile = example();
  double last = 1e30;
  for (int64_t matrix = 1024; matrix < int64_t{1} << 36; matrix *= 2) {
    const double rate = profile.random_bytes_per_second(1024, matrix);
    EXPECT_LE(rate, last);
    last = rate;
  }
  EXPECT_DOUBLE_EQ(profile.random_bytes_per_second(1024, 1024), 64e9);
  EXPECT_GT(profile.random_bytes_per_second(0, 0), 0);
}

class ProfileCache : public testing::Test {
 protected:
  ProfileCache() { setenv("XDG_CACHE_HOME", directory_.path().c_str(), 1); }
  ~ProfileCache() override { unsetenv("XDG_CACHE_HOME"); }

  std::filesystem::path only_file() const {
    const std::filesystem::directory_iterator begin(directory_.path() / "heddle");
    return begin->path();
  }

  test::TempDir directory_;
};

TEST_F(ProfileCache, SecondStartReadsWhatTheFirstMeasured) {
  const HardwareProfile first = load_or_measure_hardware(2);
  EXPECT_GT(first.measurement_bytes, 0);
  EXPECT_EQ(first.cpu, cpu_name());
  EXPECT_GE(first.cached_bytes_per_second, first.random_1024_bytes_per_second);
  const HardwareProfile second = load_or_measure_hardware(2);
  EXPECT_EQ(second.measurement_bytes, 0);
  EXPECT_EQ(second.threads, 2);
  EXPECT_DOUBLE_EQ(second.sequential_bytes_per_second, first.sequential_bytes_per_second);
  EXPECT_DOUBLE_EQ(second.seconds_per_launch, first.seconds_per_launch);
  EXPECT_EQ(second.l3_bytes, first.l3_bytes);
}

TEST_F(ProfileCache, WhatItCannotUseIsMeasuredAgain) {
  load_or_measure_hardware(1);
  const std::filesystem::path file = only_file();
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  const std::string good = text.str();
  std::string zero = good, renamed = good;
  zero.replace(zero.find("\"f32_flops\": "), 13, "\"f32_flops\": 0, \"old\": ");
  renamed.replace(renamed.find("l2_bytes"), 8, "l9_bytes");
  for (const std::string& bad : {std::string("{"), std::string("[1]"), std::string(), zero, renamed,
                                 std::string(R"({"format": "new"})")}) {
    std::ofstream(file, std::ios::trunc) << bad;
    EXPECT_GT(load_or_measure_hardware(1).measurement_bytes, 0) << bad;
    EXPECT_EQ(load_or_measure_hardware(1).measurement_bytes, 0) << "repaired after: " << bad;
  }
}

TEST_F(ProfileCache, AfterADayTheBetterRatesCount) {
  load_or_measure_hardware(1);
  const std::filesystem::path file = only_file();
  ParsedJson json = parse_json(read_text_file(file, 1 << 16));
  json["random_64_bytes_per_second"] = 1.0;     // as a busy machine measures
  json["random_1024_bytes_per_second"] = 1e15;  // out of reach
  json["seconds_per_launch"] = 1e-30;
  std::ofstream(file, std::ios::trunc) << print_json(json);
  EXPECT_EQ(load_or_measure_hardware(1).random_64_bytes_per_second, 1.0) << "not old yet";
  const auto now = std::filesystem::file_time_type::clock::now();
  std::filesystem::last_write_time(file, now - std::chrono::hours(25));
  const HardwareProfile profile = load_or_measure_hardware(1);
  EXPECT_GT(profile.random_64_bytes_per_second, 1e6);
  EXPECT_EQ(profile.random_1024_bytes_per_second, 1e15);
  EXPECT_EQ(profile.seconds_per_launch, 1e-30);
  EXPECT_EQ(load_or_measure_hardware(1).measurement_bytes, 0) << "kept for a day again";
}

TEST(ProfileCacheDirectory, ThatCannotBeWrittenIsIgnored) {
  setenv("XDG_CACHE_HOME", "/dev/null", 1);
  EXPECT_GT(load_or_measure_hardware(1).measurement_bytes, 0);
  unsetenv("XDG_CACHE_HOME");
}

TEST(CpuFeatures, WiderSetsIncludeNarrowerOnes) {
  const CpuFeatures& features = cpu_features();
  EXPECT_TRUE(features.sse4 || !features.avx2);
  EXPECT_TRUE(features.avx2 || !features.avx512);
  EXPECT_TRUE(features.avx512 || !features.avx512_bf16);
  EXPECT_FALSE(cpu_name().empty());
}

}  // namespace
}  // namespace heddle
