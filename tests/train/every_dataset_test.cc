// Every data set beside this repository trains with the recipe that a user gets without a word.

#include "heddle/base/error.h"
#include "heddle/data/load_dataset.h"
#include "heddle/train/recipes.h"
#include "heddle/train/trainer.h"
#include "tests/support/shared_data.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#if HEDDLE_HAVE_LIBZIP  // the arrays lie in ZIP archives

namespace heddle {
namespace {

namespace fs = std::filesystem;

// About a second of training on one core.
constexpr int64_t kLargestDatasetBytes = int64_t{64} << 20;

std::vector<fs::path> dataset_directories() {
  std::vector<fs::path> directories;
  for (const fs::directory_entry& entry : fs::directory_iterator(test::shared_data(""))) {
    if (fs::exists(entry.path() / "meta.json")) directories.push_back(entry.path());
  }
  std::sort(directories.begin(), directories.end());
  return directories;
}

// Nothing for a level that has no reader, such as series over time.
std::optional<Dataset> load_supported(const fs::path& directory) {
  try {
    return load_dataset(directory.string());
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kUnsupported) throw;
    return std::nullopt;
  }
}

// One epoch on one split, also where the recipe is a cross-validation.
void expect_one_epoch(const Dataset& dataset) {
  TrainConfig config = recipe_for(dataset, "").config;
  config.protocol = "split";
  config.epochs = 1;
  config.threads = 1;
  const TrainReport report = train(dataset, config, {});
  ASSERT_EQ(report.runs.size(), 1U);
  ASSERT_EQ(report.runs[0].epochs.size(), 1U);
  EXPECT_TRUE(std::isfinite(report.runs[0].epochs[0].loss));
}

TEST(EveryDatasetSlow, TrainsOneEpochWithItsRecipe) {
  HEDDLE_REQUIRE_SHARED_DATA("");
  int trained = 0;
  for (const fs::path& directory : dataset_directories()) {
    SCOPED_TRACE(directory.filename().string());
    const std::optional<Dataset> dataset = load_supported(directory);
    if (!dataset || dataset->splits.empty() || dataset->bytes() > kLargestDatasetBytes) continue;
    EXPECT_NO_THROW(expect_one_epoch(*dataset));
    ++trained;
  }
  EXPECT_GT(trained, 0) << "no data set below " << test::shared_data("");
}

}  // namespace
}  // namespace heddle

#endif
