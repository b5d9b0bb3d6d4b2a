// Where dropout stands in a stack of layers.

#include "heddle/ops/dropout.h"

#include "heddle/nn/build_model.h"
#include "heddle/ops/maxk.h"
#include "heddle/ops/scale.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace heddle {
namespace {

// Two layers of sage.
Program program_of(const std::string& activation, bool input_dropout = true) {
  ModelConfig config;
  config.model = "sage";
  config.hidden = 16;
  config.activation = activation;
  config.input_dropout = input_dropout;
  Problem problem;
  problem.nodes = 10;
  problem.edges = 30;
  problem.feature_cols = 8;
  problem.classes = 3;
  Program program;
  Builder builder(program);
  build_model(builder, find_model("sage"), config, problem, /*training=*/true);
  return program;
}

using Names = std::vector<std::string>;

// What nodes of an operator read first, in order: names of operators, "input" for features.
Names read_by(const OpDef& op, const Program& program) {
  Names names;
  for (const Node& node : program.nodes) {
    if (node.op != &op) continue;
    names.emplace_back(program.node(node.operands[0]).op->name);
  }
  return names;
}

TEST(Dropout, StandsBeforeTheLayerThatReadsTheRows) {
  EXPECT_EQ(read_by(kDropout, program_of("relu")), (Names{"input", "relu"}));
  EXPECT_EQ(read_by(kDropout, program_of("relu", false)), (Names{"relu"}));
}

// As many columns are kept as without dropout: what is kept is brought back to its own size.
TEST(Dropout, StandsBeforeAnActivationThatKeepsColumns) {
  for (const char* activation : {"maxk:4", "dynamic_relu:4", "group_maxk:1/8"}) {
    const Program program = program_of(activation);
    EXPECT_EQ(read_by(kMaxk, program), Names{"dropout"}) << activation;
    EXPECT_EQ(read_by(kScale, program), Names{"scatter_columns"}) << activation;
    EXPECT_EQ(read_by(kDropout, program), (Names{"input", "add_bias"})) << activation;
    EXPECT_EQ(read_by(kDropout, program_of(activation, false)), (Names{"add_bias"})) << activation;
  }
}

}  // namespace
}  // namespace heddle
