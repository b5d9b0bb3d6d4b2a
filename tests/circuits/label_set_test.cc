#include "heddle/circuits/learn/label_set.h"

#include "heddle/circuits/functional/functional_labels.h"
#include "heddle/circuits/generate/multiplier.h"
#include "tests/circuits/circuit_models.h"
#include "tests/circuits/small_circuits.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

namespace heddle {
namespace {

// Scores that are the labels of the data set themselves decode to the exact classes.
void expect_labels_come_back(const Aig& aig, CircuitTasks tasks, LabelSet set) {
  const Dataset dataset = circuit_dataset(test::named_circuits({&aig, 1}), 1, tasks,
                                          CircuitEdges::kUntyped, CircuitFeatures::kGamora);
  dataset.validate();
  PredictedLabels predicted(set, tasks, aig);
  for (int64_t node = aig.inputs; node < aig.variables() - 1; ++node) {
    std::vector<float> scores;
    for (int64_t c = 0; c < dataset.classes; ++c) {
      const size_t place = static_cast<size_t>(node * dataset.classes + c);
      scores.push_back(dataset.labels[place] == 1 ? 1.0F : -1.0F);
    }
    predicted.set_gate(node, scores.data());
  }
  EXPECT_EQ(predicted.take(), exact_labels(set, aig, nullptr));
}

TEST(LabelSet, ComesBackFromTheScoresOfEveryKindOfTasks) {
  for (const Aig& aig :
       {make_multiplier({.bits = 5}), make_multiplier({MultiplierFamily::kBooth, 6}),
        test::circuit(2, {{2, 4}, {0, 6}}, {3, 0, 9})}) {
    for (const LabelSet set : {LabelSet::kRoot, LabelSet::kShared}) {
      expect_labels_come_back(aig, CircuitTasks::kStructural, set);
      expect_labels_come_back(aig, CircuitTasks::kGamora, set);
    }
#if HEDDLE_HAVE_CADICAL
    expect_labels_come_back(aig, CircuitTasks::kFunctional, LabelSet::kFunctional);
#endif
  }
}

TEST(LabelSet, OfAnOutputIsFunctionallyWhatDrivesIt) {
  const Aig aig = test::circuit(2, {{2, 4}}, {7, 2, 1});
  PredictedLabels predicted(LabelSet::kFunctional, CircuitTasks::kFunctional, aig);
  const std::vector<float> both = {1, 1};
  predicted.set_gate(2, both.data());
  EXPECT_EQ(predicted.take(), (std::vector<uint8_t>{0, 0, 3, 3, 0, 0}));
}

TEST(LabelSet, HasNames) {
  EXPECT_EQ(label_set("shared"), LabelSet::kShared);
  EXPECT_EQ(class_names(LabelSet::kFunctional)[kEqualsSum | kEqualsCarry], "both");
  EXPECT_TRUE(tells(CircuitTasks::kGamora, LabelSet::kRoot));
  EXPECT_FALSE(tells(CircuitTasks::kStructural, LabelSet::kFunctional));
  test::expect_error(ErrorKind::kInvalidArgument, {"label set 'roots'"},
                     [] { label_set("roots"); });
}

}  // namespace
}  // namespace heddle
