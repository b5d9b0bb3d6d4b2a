#include "heddle/circuits/learn/circuit_model.h"

#include "heddle/nn/layers/norm.h"
#include "heddle/ops/add.h"
#include "heddle/ops/add_bias.h"
#include "heddle/ops/linear.h"
#include "heddle/ops/relation_linear.h"
#include "heddle/ops/relation_norm.h"
#include "heddle/ops/relu.h"

#include <cmath>

namespace heddle {
namespace {

Value message_layer(ModelContext& context, Value adjacency, Value x, int64_t cols) {
  Builder& builder = context.builder;
  const int64_t relations = builder.type(adjacency).relations;
  const int64_t width = builder.type(x).cols;
  const Initializer glorot = {InitializerKind::kUniform,
                              std::sqrt(6.0 / static_cast<double>(width + cols))};
  const Value w = context.weight("weight", relations * width, cols, glorot);
  const Value messages =
      relation_linear(builder, adjacency, x, w, relation_norm(builder, adjacency));
  const Value self = linear(builder, x, context.weight("weight_self", width, cols));
  return add_bias(builder, add(builder, messages, self), context.row("bias", cols));
}

Value build(ModelContext& context, const ModelConfig& config, const ModelInputs& inputs,
            int64_t classes) {
  Builder& builder = context.builder;
  Value x = inputs.features;
  for (int64_t l = 0; l < config.layers; ++l) {
    const Scope scope(builder, fmt::format("layer{}", l));
    Value y = message_layer(context, inputs.adjacency, x, config.hidden);
    y = relu(builder, norm_layer(context, "norm", config.norm, y));
    x = config.residual && l > 0 ? add(builder, x, y) : y;
    x = context.dropout(x, config.dropout);
  }
  const Scope scope(builder, "head");
  const Value logits = linear(builder, x, context.weight("weight", config.hidden, classes));
  return add_bias(builder, logits, context.row("bias", classes));
}

}  // namespace

const ModelDefinition& circuit_model() {
  static const ModelDefinition model = {"circuit", {}, build};
  return model;
}

}  // namespace heddle
