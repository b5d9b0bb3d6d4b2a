#include "heddle/circuits/learn/circuit_evaluation.h"

#include "heddle/circuits/generate/multiplier.h"
#include "heddle/circuits/labels.h"
#include "tests/circuits/circuit_models.h"
#include "tests/circuits/small_circuits.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace heddle {
namespace {

constexpr size_t kRoot = 0, kShared = 1;

NamedCircuit named(const Aig& aig) { return {"", aig, std::nullopt}; }

class EvaluatedCircuit : public testing::Test {
 protected:
  LoadedModel model_ = test::any_circuit_model({.edges = CircuitEdges::kFanins, .layers = 2});
  CircuitEvaluator evaluator_{model_, 1};
};

TEST_F(EvaluatedCircuit, NoModelOrTableIsBetterThanWhatIsUnavoidable) {
  const Aig aig = make_multiplier({MultiplierFamily::kBooth, 10});
  const CircuitEvaluation bare = evaluator_.evaluate(named(aig));
  EXPECT_EQ(bare.nodes, circuit_nodes(aig));
  EXPECT_GT(bare.sets.at(kRoot).unavoidable_wrong, 0);
  EXPECT_GE(bare.sets.at(kRoot).wrong, bare.sets.at(kRoot).unavoidable_wrong);
  EXPECT_GE(bare.sets.at(kShared).wrong, bare.sets.at(kShared).unavoidable_wrong);
  EXPECT_GE(bare.sets.at(kRoot).majority_wrong, bare.sets.at(kRoot).unavoidable_wrong);
  EXPECT_FALSE(bare.sets.at(kRoot).table_wrong.has_value());
  evaluator_.add_to_table(named(aig));
  const CircuitEvaluation known = evaluator_.evaluate(named(aig));
  EXPECT_EQ(known.sets.at(kRoot).table_wrong, bare.sets.at(kRoot).unavoidable_wrong);
  EXPECT_EQ(known.sets.at(kShared).table_wrong, bare.sets.at(kShared).unavoidable_wrong);
  EXPECT_EQ(known.sets.at(kRoot).wrong, bare.sets.at(kRoot).wrong);
}

TEST_F(EvaluatedCircuit, TheMajorityIsThatOfGates) {
  const Aig aig = make_multiplier({.bits = 8});
  const std::vector<uint8_t> root = root_labels(aig);
  const auto roots = std::count_if(root.begin(), root.end(), [](uint8_t label) {
    return label == static_cast<uint8_t>(RootLabel::kSum) ||
           label == static_cast<uint8_t>(RootLabel::kCarry);
  });
  EXPECT_EQ(evaluator_.evaluate(named(aig)).sets.at(kRoot).majority_wrong, roots);
}

// Nobody has to guess what an output is, though its colour may be new.
TEST_F(EvaluatedCircuit, OutputsOfUnknownColoursAreNotWrong) {
  evaluator_.add_to_table(named(test::circuit(2, {{2, 4}}, {6})));
  const Aig aig = test::circuit(2, {{2, 4}, {2, 6}, {3, 8}}, {11, 9, 7, 2, 5});
  const CircuitEvaluation evaluation = evaluator_.evaluate(named(aig));
  EXPECT_EQ(evaluation.sets.at(kRoot).table_wrong, evaluation.sets.at(kRoot).majority_wrong)
      << "gates of unknown colours: the class of the one";
  EXPECT_EQ(evaluation.sets.at(kRoot).majority_wrong, 0);
}

TEST_F(EvaluatedCircuit, OfCircuitsWithoutGates) {
  for (const Aig& aig : {Aig{}, test::circuit(2, {}, {2, 0})}) {
    const CircuitEvaluation evaluation = evaluator_.evaluate(named(aig));
    EXPECT_EQ(evaluation.nodes, circuit_nodes(aig));
    EXPECT_EQ(evaluation.sets.at(kRoot).wrong + evaluation.sets.at(kRoot).majority_wrong, 0);
    EXPECT_EQ(evaluation.sets.at(kShared).wrong + evaluation.sets.at(kShared).unavoidable_wrong, 0);
  }
}

}  // namespace
}  // namespace heddle
