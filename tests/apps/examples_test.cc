// The examples run as their headers say.

#include "tests/apps/cli.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>

namespace heddle::test {
namespace {

constexpr const char* kExampleData = "builtin:sbm?nodes=200&degree=8&features=16&classes=4";

TEST(Examples, OwnLayerIsPredictedFromItsFileAlone) {
  const TempDir folder;
  const CliResult trained =
      run_program(HEDDLE_OWN_LAYER, {kExampleData, "trained"}, {.directory = folder.path()});
  ASSERT_EQ(trained.code, 0) << trained.err;
  EXPECT_EQ(trained.out.find("gated on "), 0u) << trained.out;

  std::filesystem::create_directory(folder.path() / "file");
  std::filesystem::rename(folder.path() / "trained" / "best.safetensors",
                          folder.path() / "file" / "best.safetensors");
  std::filesystem::remove_all(folder.path() / "trained");
  const CliResult predicted =
      run_cli({"predict", kExampleData, "--run", "file", "--out", "classes.csv"},
              {.directory = folder.path()});
  ASSERT_EQ(predicted.code, 0) << predicted.err;
  const std::string classes = read_text(folder.path() / "classes.csv");
  EXPECT_EQ(classes.find("node,class\n"), 0u) << classes;
  EXPECT_EQ(std::count(classes.begin(), classes.end(), '\n'), 201);
}

}  // namespace
}  // namespace heddle::test
