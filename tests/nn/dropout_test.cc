// Where dropout stands in a stack of layers.

#include "heddle/ops/dropout.h"

#include "heddle/nn/build_model.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace heddle {
namespace {

// What the dropouts of two layers of sage read, in order: names of operators, "input" for features.
std::vector<std::string> dropped(const std::string& activation, bool input_dropout = true) {
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
  std::vector<std::string> names;
  for (const Node& node : program.nodes) {
    if (node.op != &kDropout) continue;
    const OpDef* producer = program.node(node.operands[0]).op;
    names.emplace_back(producer != nullptr ? producer->name : "input");
  }
  return names;
}

using Names = std::vector<std::string>;

TEST(Dropout, StandsBeforeTheLayerThatReadsTheRows) {
  EXPECT_EQ(dropped("relu"), (Names{"input", "relu"}));
  EXPECT_EQ(dropped("relu", false), (Names{"relu"}));
}

TEST(Dropout, StandsBeforeAnActivationThatKeepsColumns) {
  for (const char* activation : {"maxk:4", "dynamic_relu:4", "group_maxk:1/8"}) {
    EXPECT_EQ(dropped(activation), (Names{"input", "add_bias"})) << activation;
    EXPECT_EQ(dropped(activation, false), (Names{"add_bias"})) << activation;
  }
}

}  // namespace
}  // namespace heddle
