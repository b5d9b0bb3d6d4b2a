// The two stages as a whole: their table, their options, and what they do to whole models.

#include "heddle/passes/pipeline.h"

#include "heddle/ir/builder.h"
#include "heddle/ir/printer.h"
#include "heddle/ir/verifier.h"
#include "heddle/ops/op_list.h"
#include "heddle/passes/lifetimes.h"
#include "heddle/passes/passes.h"
#include "tests/passes/gradient_outputs.h"
#include "tests/support/expect_error.h"
#include "tests/support/random_run.h"
#include "tests/support/small_models.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace heddle::test {
namespace {

size_t count_op(const Program& program, const OpDef& op) {
  return static_cast<size_t>(std::count_if(program.nodes.begin(), program.nodes.end(),
                                           [&](const Node& node) { return node.op == &op; }));
}

PassOptions with_recompute() {
  PassOptions options;
  options.decisions.recompute = {.enabled = true, .min_bytes = 1};
  return options;
}

Program training_program(const SmallModel& model) {
  Program program = model.build(DType::kF64);
  append_gradient_outputs(program);
  return program;
}

int64_t peak_bytes(const Program& program) {
  const Lifetimes lifetimes(program);
  return *std::max_element(lifetimes.live_bytes().begin(), lifetimes.live_bytes().end());
}

TEST(Pipeline, ReportsEveryPassInTheOrderOfTheTable) {
  std::vector<std::string> expected, seen;
  for (const Pass& pass : pass_table()) {
    if (pass.stage == Stage::kAfterAutodiff) expected.emplace_back(pass.name);
  }
  PassOptions options;
  options.on_run = [&](const PassRun& run) {
    seen.emplace_back(run.name);
    EXPECT_EQ(run.stage, Stage::kAfterAutodiff);
    EXPECT_GE(run.seconds, 0.0);
    EXPECT_GT(run.nodes_before, 0U);
    verify(run.after);
  };
  run_passes(training_program(small_model("gcn")), Stage::kAfterAutodiff, options);
  EXPECT_EQ(seen, expected);
}

TEST(Pipeline, LeavesOutWhatIsDisabled) {
  const Program gat = small_model("gat").build(DType::kF64);
  EXPECT_EQ(count_op(run_passes(gat, Stage::kBeforeAutodiff), kAttention), 2U);
  PassOptions options;
  options.disabled = {"fuse_attention"};
  EXPECT_EQ(count_op(run_passes(gat, Stage::kBeforeAutodiff, options), kAttention), 0U);
}

TEST(Pipeline, DisablingAllOfThemChangesNothing) {
  PassOptions options;
  for (const Pass& pass : pass_table()) options.disabled.emplace_back(pass.name);
  const Program program = training_program(small_model("sage"));
  for (const Stage stage : {Stage::kBeforeAutodiff, Stage::kAfterAutodiff}) {
    EXPECT_EQ(print_program(run_passes(program, stage, options)), print_program(program));
  }
}

TEST(Pipeline, RefusesUnknownNames) {
  PassOptions options;
  options.disabled = {"fuse_everything"};
  expect_error(ErrorKind::kInvalidArgument,
               {"no pass 'fuse_everything'; there are compute_on_kept_columns"},
               [&] { run_passes({}, Stage::kBeforeAutodiff, options); });
}

TEST(Pipeline, NamesThePassThatMadeAWrongProgram) {
  Program program = small_model("gcn").build(DType::kF64);
  program.slots[0].type.cols += 1;
  const std::string message =
      error_of(ErrorKind::kInternal, [&] { run_passes(program, Stage::kBeforeAutodiff); });
  EXPECT_EQ(message.find("simplify_identities: made a wrong program: "), 0U) << message;
}

// A X of fixed features is computed before the first step, and nothing propagates backwards.
TEST(Pipeline, PropagatesFixedFeaturesOnce) {
  Program program;
  Builder b(program);
  const SpaceId nodes = b.add_space({"nodes", SpaceKind::kNodes, 12});
  const SpaceId edges = b.add_space({"edges", SpaceKind::kEdges, 40});
  Type graph;
  graph.form = Form::kAdjacency;
  graph.space = graph.senders = nodes;
  graph.edges = edges;
  graph.rows = graph.cols = 12;
  graph.entries = 40;
  const Value a = b.adjacency("graph", graph, {});
  const Value x = b.input("x", dense_type(DType::kF64, nodes, 12, 7), true);
  const Value w = b.parameter("w", weight_type(7, 3, DType::kF64), {});
  const Value h = spmm(b, a, linear(b, x, w), gcn_norm(b, a, DType::kF64));
  const Value labels = b.input("labels", dense_type(DType::kI32, nodes, 12, 1), true);
  const Value weights = b.input("weights", dense_type(DType::kF64, nodes, 12, 1), true);
  b.output("loss", cross_entropy(b, h, labels, weights));

  Program trained = run_passes(program, Stage::kBeforeAutodiff);
  append_gradient_outputs(trained);
  trained = run_passes(std::move(trained), Stage::kAfterAutodiff);
  ASSERT_EQ(count_op(trained, kSpmm), 1U);
  for (const Node& node : trained.nodes) {
    EXPECT_EQ(node.once, node.op == &kSpmm || node.op == &kGcnNorm || node.op == &kConstant)
        << node.op->name;
  }
}

class PipelineOnModel : public testing::TestWithParam<SmallModel> {};

TEST_P(PipelineOnModel, EachStageIsIdempotent) {
  for (const Stage stage : {Stage::kBeforeAutodiff, Stage::kAfterAutodiff}) {
    const Program once = run_passes(training_program(GetParam()), stage, with_recompute());
    const Program twice = run_passes(once, stage, with_recompute());
    EXPECT_EQ(print_program(twice), print_program(once)) << to_string(stage);
  }
}

TEST_P(PipelineOnModel, TheSecondStageKeepsTheNumbers) {
  const Program program = training_program(GetParam());
  const Program rewritten = run_passes(program, Stage::kAfterAutodiff, with_recompute());
  EXPECT_EQ(difference(interpret(program, 5), interpret(rewritten, 5), 1e-13), "");
}

TEST_P(PipelineOnModel, RecomputeLowersThePeakOrLeavesIt) {
  const Program kept = run_passes(training_program(GetParam()), Stage::kAfterAutodiff);
  const Program recomputed = recompute_cheap_values(kept, {.enabled = true, .min_bytes = 1});
  EXPECT_LE(peak_bytes(recomputed), peak_bytes(kept));
}

TEST(Recompute, LowersThePeakOfAGcnWithDropout) {
  const Program kept = run_passes(training_program(small_model("gcn")), Stage::kAfterAutodiff);
  const Program recomputed = recompute_cheap_values(kept, {.enabled = true, .min_bytes = 1});
  EXPECT_LT(peak_bytes(recomputed), peak_bytes(kept));
}

TEST(Recompute, StopsAtTheTarget) {
  const Program kept = run_passes(training_program(small_model("gcn")), Stage::kAfterAutodiff);
  const auto clones = [&](int64_t target_bytes) {
    const Program program = recompute_cheap_values(
        kept, {.enabled = true, .min_bytes = 1, .target_bytes = target_bytes});
    return std::count_if(program.nodes.begin(), program.nodes.end(),
                         [](const Node& node) { return node.recompute_group > 0; });
  };
  EXPECT_EQ(clones(0), 2);
  EXPECT_EQ(clones(peak_bytes(kept) - 1), 1);
  EXPECT_EQ(clones(peak_bytes(kept)), 0);
}

INSTANTIATE_TEST_SUITE_P(Models, PipelineOnModel, testing::ValuesIn(small_models()),
                         [](const auto& info) { return std::string(info.param.name); });

// Networks so deep that any quadratic pass would never end. Their time is not checked.
struct DeepLayer {
  Value adjacency, norm, weight, bias;
};

Value residual_layer(Builder& b, const DeepLayer& layer, Value h) {
  Value y = linear(b, scale(b, h, 1.0), layer.weight);
  y = relu(b, add_bias(b, spmm(b, layer.adjacency, y, layer.norm), layer.bias));
  return add(b, h, dropout(b, y, 0.5));
}

Value kept_layer(Builder& b, const DeepLayer& layer, Value h) {
  const Value y = add_bias(b, linear(b, spmm(b, layer.adjacency, h), layer.weight), layer.bias);
  const KeptRows kept = maxk(b, y, {.kept = 2});
  return scatter_columns(b, kept.values, kept.positions);
}

void run_passes_on_deep_model(Value (*append_layer)(Builder&, const DeepLayer&, Value)) {
  Program program;
  Builder b(program);
  const SpaceId nodes = b.add_space({"nodes", SpaceKind::kNodes, 1000});
  const SpaceId edges = b.add_space({"edges", SpaceKind::kEdges, 5000});
  Type graph;
  graph.form = Form::kAdjacency;
  graph.space = graph.senders = nodes;
  graph.edges = edges;
  graph.rows = graph.cols = 1000;
  graph.entries = 5000;
  const Value a = b.adjacency("graph", graph, {});
  const DeepLayer layer = {a, gcn_norm(b, a), b.parameter("w", weight_type(8, 8), {}),
                           b.parameter("b", weight_type(1, 8), {})};
  Value h = b.input("x", dense_type(DType::kF32, nodes, 1000, 8), true);
  while (program.nodes.size() < 44000) h = append_layer(b, layer, h);
  const Value labels = b.input("labels", dense_type(DType::kI32, nodes, 1000, 1), true);
  const Value weights = b.input("weights", dense_type(DType::kF32, nodes, 1000, 1), true);
  b.output("loss", cross_entropy(b, h, labels, weights));

  program = run_passes(std::move(program), Stage::kBeforeAutodiff, with_recompute());
  append_gradient_outputs(program);
  EXPECT_GT(program.nodes.size(), 90000U);
  program = run_passes(std::move(program), Stage::kAfterAutodiff, with_recompute());
  EXPECT_GT(program.nodes.size(), 60000U);
}

TEST(Pipeline, SlowHundredThousandNodes) { run_passes_on_deep_model(residual_layer); }
TEST(Pipeline, SlowHundredThousandNodesOfKeptColumns) { run_passes_on_deep_model(kept_layer); }

}  // namespace
}  // namespace heddle::test
