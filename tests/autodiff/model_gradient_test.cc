// Whole Programs in double against central differences of their loss: as written, after the passes
// before autodiff (fused attention, other orders of products), and after both stages.

#include "heddle/autodiff/autodiff.h"
#include "heddle/ir/builder.h"
#include "heddle/ir/slot_index.h"
#include "heddle/ir/verifier.h"
#include "heddle/passes/pipeline.h"
#include "tests/support/random_run.h"
#include "tests/support/small_models.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace heddle::test {
namespace {

constexpr uint64_t kSeed = 3;

// Slots and inputs by name, with the numbers of each: a gradient, or its estimate.
using Gradients = Results;

bool is_differentiable_input(const Node& node) {
  return node.op == &kInput && node.attributes.text("name") == "x";
}

// Appends gradients for all parameters and for the features, as outputs that begin with "d ".
void append_gradients(Program& program) {
  std::vector<std::string> names;
  std::vector<Value> wanted;
  SlotIndex slots(program);
  for (size_t i = 0; i < program.nodes.size(); ++i) {
    const Node& node = program.nodes[i];
    const Value value = {static_cast<int32_t>(i), 0};
    if (is_differentiable_input(node)) names.emplace_back("x");
    if (node.op == &kState) {
      const std::string& name = node.attributes.text("slot");
      const Slot& slot = program.slots[static_cast<size_t>(slots.find(name))];
      if (slot.role == SlotRole::kParameter) names.push_back(name);
    }
    if (names.size() > wanted.size()) wanted.push_back(value);
  }
  const std::vector<Value> gradients = differentiate(program, program.find_output("loss"), wanted);
  Builder builder(program);
  for (size_t i = 0; i < names.size(); ++i) builder.output("d " + names[i], gradients[i]);
}

Gradients computed_gradients(const Program& program) {
  Gradients gradients;
  for (auto& [name, values] : interpret(program, kSeed)) {
    const std::string prefix = "output d ";
    if (name.starts_with(prefix)) gradients[name.substr(prefix.size())] = values;
  }
  return gradients;
}

// Central differences of the loss of `program`, element by element, for what `like` names.
class Differences {
 public:
  Differences(const Program& program, const Gradients& like)
      : program_(program), inputs_(program, kSeed), state_(random_state(program, kSeed)) {
    for (const auto& [name, values] : like) {
      Buffer& buffer = state_.has(name) ? state_.buffer(name) : inputs_.buffer(name);
      for (size_t i = 0; i < values.size(); ++i) {
        gradients_[name].push_back(difference(buffer.as<double>()[i]));
      }
    }
  }
  const Gradients& gradients() const { return gradients_; }

 private:
  double difference(double& element) {
    constexpr double kStep = 1e-6;
    const double value = element;
    element = value + kStep;
    const double above = loss();
    element = value - kStep;
    const double below = loss();
    element = value;
    return (above - below) / (2 * kStep);
  }

  double loss() {
    State state = random_state(program_, kSeed);  // a run updates statistics; start from the same
    for (const Slot& slot : program_.slots) {
      if (slot.role != SlotRole::kParameter) continue;
      const auto from = state_.buffer(slot.name).as<double>();
      std::copy(from.begin(), from.end(), state.buffer(slot.name).as<double>().begin());
    }
    return interpret(program_, inputs_.bindings(), state).at("output loss").at(0);
  }

  const Program& program_;
  RandomInputs inputs_;
  State state_;
  Gradients gradients_;
};

class ModelGradientTest : public testing::TestWithParam<SmallModel> {
 protected:
  ModelGradientTest() : model_(GetParam().build(DType::kF64)) {}

  // Every parameter has a gradient that is not all zero, equal to the differences of the loss.
  void expect_agreement(const Program& with_gradients) const {
    verify(with_gradients);
    const Gradients gradients = computed_gradients(with_gradients);
    for (const Slot& slot : model_.slots) {
      if (slot.role != SlotRole::kParameter) continue;
      ASSERT_TRUE(gradients.contains(slot.name)) << slot.name;
      const auto& values = gradients.at(slot.name);
      EXPECT_TRUE(std::any_of(values.begin(), values.end(), [](double v) { return v != 0; }))
          << slot.name;
    }
    const Differences differences(model_, gradients);
    EXPECT_EQ(difference(differences.gradients(), gradients, 2e-8), "");
  }

  Program model_;
};

TEST_P(ModelGradientTest, AsWritten) {
  Program program = model_;
  append_gradients(program);
  expect_agreement(program);
}

TEST_P(ModelGradientTest, AfterTheFirstStage) {
  Program program = run_passes(model_, Stage::kBeforeAutodiff);
  append_gradients(program);
  expect_agreement(program);
}

TEST_P(ModelGradientTest, AfterBothStagesWithEveryDecision) {
  for (const LinearSpmmOrder order :
       {LinearSpmmOrder::kPropagateFirst, LinearSpmmOrder::kLinearFirst}) {
    PassOptions options;
    options.decisions.linear_spmm.assign(8, order);
    options.decisions.normalization = NormalizationPlace::kRows;
    options.decisions.recompute = {.enabled = true, .min_bytes = 1};
    Program program = run_passes(model_, Stage::kBeforeAutodiff, options);
    append_gradients(program);
    expect_agreement(run_passes(std::move(program), Stage::kAfterAutodiff, options));
  }
}

INSTANTIATE_TEST_SUITE_P(Models, ModelGradientTest, testing::ValuesIn(small_models()),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace heddle::test
