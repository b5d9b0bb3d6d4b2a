#include "heddle/nn/models/gamora.h"

#include "heddle/nn/layers/norm.h"
#include "heddle/nn/layers/sage.h"
#include "heddle/ops/linear.h"
#include "heddle/ops/relu.h"

#include <fmt/core.h>

namespace heddle {

Value gamora_model(ModelContext& context, const ModelConfig& config, const ModelInputs& inputs,
                   int64_t classes) {
  Builder& builder = context.builder;
  Value x = inputs.features;
  for (int64_t l = 0; l < config.layers; ++l) {
    const Scope scope(builder, fmt::format("layer{}", l));
    x = relu(builder, sage_layer(context, inputs.adjacency, inputs.edge_weights, x, config.hidden));
    x = context.dropout(x, config.dropout);
  }
  const Scope scope(builder, "head");
  x = relu(builder, linear(builder, x, context.weight("shared", config.hidden, config.hidden)));
  x = norm_layer(context, "norm", "batch", x);
  return linear(builder, x, context.weight("weight", config.hidden, classes));
}

}  // namespace heddle
