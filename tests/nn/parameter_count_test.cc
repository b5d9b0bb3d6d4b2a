// The cheapest exact test of "the same model as others use": how many numbers it learns.

#include "heddle/train/training_program.h"

#include <gtest/gtest.h>

namespace heddle {
namespace {

// ogbn-arxiv's models: 128 inputs, 40 classes, 3 layers of 256 with batch norm. The counts are
// those of the Open Graph Benchmark's leaderboard.
int64_t arxiv_parameters(const std::string& model) {
  ModelConfig config;
  config.model = model;
  config.layers = 3;
  config.hidden = 256;
  config.norm = "batch";
  Problem problem;
  problem.nodes = 1000;
  problem.edges = 5000;
  problem.feature_cols = 128;
  problem.classes = 40;
  return parameter_count(inference_program(find_model(model), config, problem));
}

TEST(ParameterCount, GcnOnArxiv) { EXPECT_EQ(arxiv_parameters("gcn"), 110120); }

TEST(ParameterCount, SageOnArxiv) { EXPECT_EQ(arxiv_parameters("sage"), 218664); }

// Two layers of 8 heads x 8 on Cora: 1433 * 64 + 3 * 64, then 64 * 7 + 3 * 7.
TEST(ParameterCount, GatOnCora) {
  ModelConfig config;
  config.model = "gat";
  config.hidden = 8;
  Problem problem;
  problem.nodes = 2708;
  problem.edges = 13264;
  problem.feature_cols = 1433;
  problem.classes = 7;
  EXPECT_EQ(parameter_count(inference_program(find_model("gat"), config, problem)),
            1433 * 64 + 3 * 64 + 64 * 7 + 3 * 7);
}

}  // namespace
}  // namespace heddle
