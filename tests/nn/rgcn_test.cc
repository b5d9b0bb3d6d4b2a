// Sparse features are another encoding of the same numbers: the layer without bases does not care.

#include "heddle/nn/layers/rgcn.h"

#include "heddle/autodiff/autodiff.h"
#include "heddle/nn/build_model.h"
#include "heddle/ops/add.h"
#include "heddle/ops/linear.h"
#include "tests/support/random_run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace heddle {
namespace {

constexpr int64_t kRelations = 3, kFeatures = 5, kClasses = 4;

Problem sparse_problem() {
  Problem problem;
  problem.nodes = 12;
  problem.edges = 40;
  problem.relations = kRelations;
  problem.features = FeatureKind::kCsr;
  problem.feature_cols = kFeatures;
  problem.feature_entries = 20;
  problem.classes = kClasses;
  return problem;
}

Value layer(Builder& builder, std::string_view name, Value adjacency, Value x) {
  ModelContext context = {builder};
  const Scope scope(builder, name);
  const Value logits = rgcn_layer(context, adjacency, x, kClasses, {});
  builder.output(std::string(name), logits);
  return logits;
}

// Two layers, "csr" and "dense", on the same features; the gradients of all their weights.
Program two_layers() {
  Program program;
  Builder builder(program);
  const Problem problem = sparse_problem();
  const ModelInputs inputs = declare_inputs(builder, problem, {});
  const Value unit = builder.state("unit", weight_type(kFeatures, kFeatures), SlotRole::kStatistic,
                                   {InitializerKind::kIdentity});
  const Value dense_x = linear(builder, inputs.features, unit);
  const Value csr = layer(builder, "csr", inputs.adjacency, inputs.features);
  const Value dense = layer(builder, "dense", inputs.adjacency, dense_x);
  builder.output("loss", build_loss(builder, problem, add(builder, csr, dense)));
  for (const ParameterGradient& parameter : append_parameter_gradients(program)) {
    const std::string& name = program.slots[static_cast<size_t>(parameter.slot)].name;
    builder.output("d " + name, parameter.gradient);
  }
  return program;
}

// From matrices that stand side by side, [D, R * F], to stacked ones, [R * D, F].
template <class Numbers>
std::vector<typename Numbers::value_type> stacked(const Numbers& side_by_side) {
  std::vector<typename Numbers::value_type> result;
  for (int64_t r = 0; r < kRelations; ++r) {
    for (int64_t d = 0; d < kFeatures; ++d) {
      const auto first = side_by_side.begin() + (d * kRelations + r) * kClasses;
      result.insert(result.end(), first, first + kClasses);
    }
  }
  return result;
}

void share_weights(State& state) {
  std::ranges::copy(stacked(state.buffer("csr.weight").as<float>()),
                    state.buffer("dense.weight").as<float>().begin());
  std::ranges::copy(state.buffer("csr.weight_root").as<float>(),
                    state.buffer("dense.weight_root").as<float>().begin());
}

void expect_near(const std::vector<double>& a, const std::vector<double>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-6) << i;
  EXPECT_TRUE(std::ranges::any_of(a, [](double value) { return value != 0; }));
}

TEST(RgcnLayer, SparseFeaturesGiveTheLogitsAndGradientsOfDenseOnes) {
  const Program program = two_layers();
  State state;
  state.add_slots(program, 5);
  share_weights(state);
  const test::RandomInputs inputs(program, 3);
  const test::Results results = test::interpret(program, inputs.bindings(), state);
  expect_near(results.at("output csr"), results.at("output dense"));
  expect_near(stacked(results.at("output d csr.weight")), results.at("output d dense.weight"));
  for (const std::string slot : {"weight_root", "bias"}) {
    expect_near(results.at("output d csr." + slot), results.at("output d dense." + slot));
  }
}

}  // namespace
}  // namespace heddle
