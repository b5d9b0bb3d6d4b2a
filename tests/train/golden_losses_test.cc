// The losses of ten epochs of three trainings against recorded ones: what a training computes
// never changes unseen. After a change that is meant, record them again and read the diff:
//
//   HEDDLE_RECORD_GOLDEN=1 build/release/tests/heddle_train_test --gtest_filter='*GoldenLosses*'

#include "heddle/train/trainer.h"
#include "tests/support/shared_data.h"
#include "tests/support/small_tasks.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace heddle {
namespace {

constexpr int64_t kEpochs = 10;
// Compilers, instruction sets and builds without oneDNN round differently. So does the interpreter:
// it is within 1e-6 of the recorded losses.
constexpr double kTolerance = 1e-4;

// With SGD: a gradient that is wrong by a factor changes nothing under Adam.
std::vector<double> losses_of(const std::string& model) {
  SmallTask small = small_task(model);
  small.config.optimizer = "sgd";
  small.config.learning_rate = model == "gin" ? 0.01 : 0.1;
  small.config.batch_size =
      24;  // all training graphs: batch norm magnifies roundings in small ones
  small.config.epochs = kEpochs;
  const TrainReport report = train(small.dataset, small.config, {});
  std::vector<double> losses;
  for (const EpochRecord& epoch : report.runs[0].epochs) losses.push_back(epoch.loss);
  return losses;
}

std::filesystem::path file_of(const std::string& model) {
  return test::tests_file("golden/" + model + "_losses.txt");
}

void record(const std::string& model, const std::vector<double>& losses) {
  std::ofstream file(file_of(model));
  for (const double loss : losses) file << fmt::format("{:.9g}\n", loss);
  ASSERT_TRUE(file.flush()) << file_of(model);
}

std::vector<double> recorded(const std::string& model) {
  std::ifstream file(file_of(model));
  std::vector<double> losses;
  for (double loss = 0; file >> loss;) losses.push_back(loss);
  return losses;
}

class GoldenLosses : public testing::TestWithParam<std::string> {};

TEST_P(GoldenLosses, AreAsRecorded) {
  const std::vector<double> losses = losses_of(GetParam());
  if (std::getenv("HEDDLE_RECORD_GOLDEN") != nullptr) {
    record(GetParam(), losses);
    return;
  }
  const std::vector<double> expected = recorded(GetParam());
  ASSERT_EQ(expected.size(), static_cast<size_t>(kEpochs)) << file_of(GetParam());
  for (size_t e = 0; e < expected.size(); ++e) {
    EXPECT_NEAR(losses[e], expected[e], kTolerance * expected[e]) << "epoch " << e + 1;
  }
}

INSTANTIATE_TEST_SUITE_P(Models, GoldenLosses, testing::Values("gcn", "gat", "gin"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace heddle
