// Attention needs one number per edge and head beside its rows, forward and backward: nothing of
// size edges x heads x features, and nothing per edge for each of the layers.

#include "heddle/hardware/profile.h"
#include "heddle/nn/model_definition.h"
#include "heddle/planner/compile.h"
#include "heddle/train/training_program.h"

#include <gtest/gtest.h>

namespace heddle {
namespace {

constexpr int64_t kNodes = 400'000, kHeads = 4;

// Bytes of a training step of GAT 4x16 over 128 features and 40 classes.
int64_t training_bytes(int64_t edges) {
  TrainConfig config;
  config.model.model = "gat";
  config.model.layers = 2;
  config.model.hidden = 16;
  config.model.heads = kHeads;
  Problem problem;
  problem.nodes = kNodes;
  problem.edges = edges;
  problem.feature_cols = 128;
  problem.classes = 40;
  const Program forward = training_forward_program(find_model("gat"), config, problem);
  const AppendUpdates updates = [&](Program& program) { append_optimizer(program, config, 1); };
  const Compiled compiled = compile_training(forward, updates, HardwareProfile(), {});
  return compiled.plan->arena_bytes + compiled.plan->once_bytes;
}

TEST(AttentionMemory, OneNumberPerEdgeAndHead) {
  const int64_t few = 4'000'000, many = 16'000'000;
  const int64_t per_edge = (training_bytes(many) - training_bytes(few)) / (many - few);
  EXPECT_GE(per_edge, 1) << "the backward pass keeps something per edge, or this measures nothing";
  // Pieces of hubs take slots that are bounded by the number of edges: under a byte per edge.
  EXPECT_LE(per_edge, kHeads * 4 + 1);
}

TEST(AttentionMemory, TheRestIsInProportionToTheNodes) {
  constexpr int64_t kEdges = 16'000'000;
  const int64_t of_edges = kEdges * (kHeads * 4 + 1);
  const int64_t row_bytes = (128 + 64 + 40) * 4;  // features, hidden layer, classes
  EXPECT_LE(training_bytes(kEdges) - of_edges, 3 * kNodes * row_bytes);
}

}  // namespace
}  // namespace heddle
