// The numbering of nodes means nothing: scores of nodes move with them, scores of graphs stay.

#include "heddle/base/philox.h"
#include "heddle/graph/generate/random_index.h"
#include "heddle/train/predictor.h"
#include "heddle/train/trainer.h"
#include "tests/support/small_tasks.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <string>
#include <vector>

namespace heddle {
namespace {

// Sums over neighbours run in another order.
constexpr float kTolerance = 5e-6F;

// The new number of every node: any, or within each graph.
std::vector<int32_t> new_numbers(const Dataset& dataset) {
  const RandomStream random = {3, 1, 0};
  if (dataset.level == Level::kNode) return random_permutation(dataset.graph.nodes(), random);
  std::vector<int32_t> numbers(static_cast<size_t>(dataset.graph.nodes()));
  std::iota(numbers.begin(), numbers.end(), 0);
  for (size_t g = 0; g + 1 < dataset.graph_offsets.size(); ++g) {
    const auto first = static_cast<size_t>(dataset.graph_offsets[g]);
    const auto end = static_cast<size_t>(dataset.graph_offsets[g + 1]);
    shuffle(std::span(numbers).subspan(first, end - first), {3, static_cast<uint32_t>(g), 0});
  }
  return numbers;
}

DenseFeatures permuted_rows(const DenseFeatures& features, std::span<const int32_t> numbers) {
  DenseFeatures result = {Buffer(features.buffer.bytes()), features.rows, features.cols};
  for (int64_t row = 0; row < features.rows; ++row) {
    std::copy_n(features.view().row(row), features.cols,
                result.view().row(numbers[static_cast<size_t>(row)]));
  }
  return result;
}

// What a prediction reads: edges and features.
Dataset permuted(const Dataset& dataset, std::span<const int32_t> numbers) {
  Dataset result;
  result.name = dataset.name;
  result.level = dataset.level;
  result.graph = dataset.graph;
  result.classes = dataset.classes;
  result.graph_offsets = dataset.graph_offsets;
  result.graph_edge_offsets = dataset.graph_edge_offsets;
  result.labels = dataset.labels;
  for (Relation& relation : result.graph.relations) {
    for (int32_t& node : relation.sources) node = numbers[static_cast<size_t>(node)];
    for (int32_t& node : relation.destinations) node = numbers[static_cast<size_t>(node)];
  }
  result.features = permuted_rows(std::get<DenseFeatures>(dataset.features), numbers);
  return result;
}

// rgcn's task has none, and learns a row per node: those rows are not a part of its data.
void add_features(Dataset& dataset) {
  DenseFeatures features = {Buffer(dataset.graph.nodes() * 4 * int64_t{sizeof(float)}),
                            dataset.graph.nodes(), 4};
  for (int64_t row = 0; row < features.rows; ++row) {
    for (int64_t col = 0; col < features.cols; ++col) {
      features.view().at(row, col) = uniform_from_word(RandomStream{9, 0, 0}.word(row, col));
    }
  }
  dataset.features = std::move(features);
}

LoadedModel trained_model(const SmallTask& small) {
  const test::TempDir folder;
  TrainHooks hooks;
  hooks.run_directory = folder.path();
  train(small.dataset, small.config, hooks);
  return load_model(folder.path());
}

float largest_size(std::span<const float> values) {
  float largest = 0;
  for (const float value : values) largest = std::max(largest, std::abs(value));
  return largest;
}

// Between rows, in any one column.
float spread(std::span<const float> scores, size_t columns) {
  float largest = 0;
  for (size_t i = columns; i < scores.size(); ++i) {
    largest = std::max(largest, std::abs(scores[i] - scores[i % columns]));
  }
  return largest;
}

class Permutation : public testing::TestWithParam<std::string> {};

TEST_P(Permutation, MovesTheScoresOfNodesAndNotThoseOfGraphs) {
  SmallTask small = small_task(GetParam());
  if (!std::holds_alternative<DenseFeatures>(small.dataset.features)) add_features(small.dataset);
  const LoadedModel model = trained_model(small);
  const std::vector<int32_t> numbers = new_numbers(small.dataset);
  const std::vector<float> before = predict_logits(model, small.dataset, 1);
  const std::vector<float> after = predict_logits(model, permuted(small.dataset, numbers), 1);

  const auto classes = static_cast<size_t>(small.dataset.classes);
  const bool nodes = small.dataset.level == Level::kNode;
  ASSERT_EQ(after.size(), before.size());
  const float tolerance = kTolerance * std::max(1.0F, largest_size(before));
  for (size_t row = 0; row < before.size() / classes; ++row) {
    const size_t place = nodes ? static_cast<size_t>(numbers[row]) : row;
    for (size_t c = 0; c < classes; ++c) {
      EXPECT_NEAR(after[place * classes + c], before[row * classes + c], tolerance)
          << "row " << row << ", class " << c;
    }
  }
  EXPECT_GT(spread(before, classes), 0.1F) << "where all score alike, nothing is shown";
}

INSTANTIATE_TEST_SUITE_P(AllModels, Permutation, testing::ValuesIn(model_names()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace heddle
