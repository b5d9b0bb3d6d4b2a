#include "heddle/circuits/learn/circuit_dataset.h"

#include "heddle/circuits/generate/multiplier.h"
#include "heddle/circuits/learn/predict_circuit.h"
#include "tests/circuits/circuit_models.h"
#include "tests/circuits/random_adders.h"
#include "tests/circuits/small_circuits.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <array>
#include <numeric>

namespace heddle {
namespace {

using TaskScores = std::array<float, test::kTasks>;

TEST(CircuitTasks, ScoresAboveZeroSayYes) {
  const auto root = [](float carry, float sum) {
    return root_label(TaskScores{carry, sum, 9, 9}.data());
  };
  EXPECT_EQ(root(-1, -2), RootLabel::kOther);
  EXPECT_EQ(root(0, 0), RootLabel::kOther);
  EXPECT_EQ(root(1, -1), RootLabel::kCarry);
  EXPECT_EQ(root(-1, 1), RootLabel::kSum);
  EXPECT_EQ(root(3, 2), RootLabel::kCarry);
  EXPECT_EQ(root(2, 3), RootLabel::kSum);
  const auto shared = [](float in_adder, float in_xor) {
    return shared_label(TaskScores{9, 9, in_adder, in_xor}.data());
  };
  EXPECT_EQ(shared(-1, -1), SharedLabel::kPlain);
  EXPECT_EQ(shared(1, -1), SharedLabel::kAdder);
  EXPECT_EQ(shared(-1, 1), SharedLabel::kXor);
  EXPECT_EQ(shared(1, 1), SharedLabel::kBoth);
}

// Scores that are right, 1 for yes and -1 for no, decode to the classes that the labels came from.
void expect_labels_decode(const Aig& aig) {
  const Dataset dataset =
      circuit_dataset(test::named_circuits({&aig, 1}), 1, CircuitTasks::kStructural,
                      CircuitEdges::kFanins, CircuitFeatures::kFanouts);
  const std::vector<uint8_t> root = root_labels(aig), shared = shared_labels(aig);
  ASSERT_EQ(dataset.labels.size(), root.size() * test::kTasks);
  for (size_t node = 0; node < root.size(); ++node) {
    TaskScores scores{};
    for (size_t task = 0; task < test::kTasks; ++task) {
      scores.at(task) = dataset.labels[node * test::kTasks + task] == 1 ? 1.0F : -1.0F;
    }
    const auto variable = static_cast<uint32_t>(node + 1);
    if (variable < aig.variables() && aig.is_and(variable)) {
      EXPECT_EQ(root_label(scores.data()), static_cast<RootLabel>(root[node])) << node;
      EXPECT_EQ(shared_label(scores.data()), static_cast<SharedLabel>(shared[node])) << node;
    } else {
      EXPECT_EQ(scores, (TaskScores{-1, -1, -1, -1})) << node;
    }
  }
}

TEST(CircuitDataset, LabelsAreThoseOfBothSets) {
  expect_labels_decode(make_multiplier({.bits = 6}));
  expect_labels_decode(make_multiplier({MultiplierFamily::kBooth, 6}));
  expect_labels_decode(test::random_xors_and_carries(3, 5, 60));
  expect_labels_decode(test::circuit(1, {}, {3, 0}));
}

TEST(CircuitDataset, HoldsCircuitsSideBySide) {
  const std::vector<Aig> circuits = {make_multiplier({.bits = 3}), test::random_aig(4, 3, 20),
                                     make_multiplier({.bits = 2})};
  const Dataset dataset =
      circuit_dataset(test::named_circuits(circuits), 2, CircuitTasks::kStructural,
                      CircuitEdges::kFaninsAndReaders, CircuitFeatures::kGamora);
  dataset.validate();
  CircuitGraphBuilder graph(CircuitEdges::kFaninsAndReaders);
  for (const Aig& aig : circuits) graph.add(aig);
  EXPECT_EQ(dataset.graph.edges(), graph.take().edges());
  EXPECT_EQ(feature_columns(dataset.features), 4);
  const auto& features = std::get<DenseFeatures>(dataset.features);
  std::vector<int32_t> train, validation;
  int64_t node = 0;
  for (size_t c = 0; c < circuits.size(); ++c) {
    const CircuitFeatureRows rows(circuits[c], CircuitFeatures::kGamora);
    for (int64_t i = 0; i < circuit_nodes(circuits[c]); ++i, ++node) {
      std::array<float, 4> row{};
      rows.write(i, row.data());
      EXPECT_TRUE(std::equal(row.begin(), row.end(), features.view().row(node))) << node;
      if (!circuits[c].is_and(static_cast<uint32_t>(i + 1))) continue;
      if (i + 1 >= circuits[c].variables()) continue;
      (c < 2 ? train : validation).push_back(static_cast<int32_t>(node));
    }
  }
  EXPECT_EQ(node, dataset.graph.nodes());
  EXPECT_EQ(dataset.splits.at(0).train, train);
  EXPECT_EQ(dataset.splits.at(0).validation, validation);
  EXPECT_TRUE(dataset.splits.at(0).test.empty());
}

TEST(CircuitData, IsNamedByItsPrefix) {
  EXPECT_TRUE(is_circuit_data("circuits:array:4"));
  EXPECT_TRUE(is_circuit_data("circuits:"));
  EXPECT_FALSE(is_circuit_data("circuit:array:4"));
  EXPECT_FALSE(is_circuit_data("array:4"));
}

TEST(CircuitData, MayNameCircuitsToValidateOn) {
  const Dataset training = read_circuit_data("circuits:array:3-4");
  training.validate();
  EXPECT_EQ(training.splits.at(0).train.size(), (8 * 9 - 11 * 3) + (8 * 16 - 11 * 4));
  EXPECT_TRUE(training.splits.at(0).validation.empty());
  const Dataset both = read_circuit_data("circuits:array:3-4;validate=array:5,booth:4");
  both.validate();
  EXPECT_EQ(both.splits.at(0).train, training.splits.at(0).train);
  EXPECT_EQ(both.splits.at(0).validation.size(),
            8 * 25 - 11 * 5 + make_multiplier({MultiplierFamily::kBooth, 4}).ands.size());
  EXPECT_EQ(feature_columns(both.features), columns_of(CircuitFeatures::kFanouts));
}

TEST(CircuitData, NamesWhatIsMissing) {
  for (const char* text : {"circuits:", "circuits:;validate=array:4",
                           "circuits:array:4;validate=", "circuits:array:4;test=array:5",
                           "circuits:array:4;validate=array:5;validate=array:6"}) {
    test::expect_error(ErrorKind::kInvalidArgument, {"circuits: "},
                       [&] { read_circuit_data(text); });
  }
}

TEST(CircuitDataset, TeachesAModelToFindAddersOfWiderMultipliers) {
  std::vector<Aig> circuits;
  for (int64_t bits = 4; bits <= 8; ++bits) circuits.push_back(make_multiplier({.bits = bits}));
  const test::CircuitModelOptions options = {.layers = 4, .hidden = 16, .epochs = 100};
  const LoadedModel model = test::trained_circuit_model(circuits, options);
  const Aig wide = make_multiplier({.bits = 16});
  std::vector<uint8_t> root = root_labels(wide), shared = shared_labels(wide);
  const std::vector<uint8_t> right_root = root, right_shared = shared;
  CircuitPredictor(model, wide, {}).run([&](int64_t first, MatrixView<const float> scores) {
    for (int64_t i = 0; i < scores.rows; ++i) {
      const auto node = static_cast<size_t>(first + i);
      root[node] = static_cast<uint8_t>(root_label(scores.row(i)));
      shared[node] = static_cast<uint8_t>(shared_label(scores.row(i)));
    }
  });
  const auto wrong = [](const std::vector<uint8_t>& a, const std::vector<uint8_t>& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0, std::plus<>(),
                              std::not_equal_to<>());
  };
  EXPECT_LE(wrong(root, right_root), 20) << "of " << root.size();
  EXPECT_LE(wrong(shared, right_shared), 20) << "of " << shared.size();
}

}  // namespace
}  // namespace heddle
