#include "heddle/nn/models/gin.h"

#include "heddle/nn/activation.h"
#include "heddle/nn/layer_messages.h"
#include "heddle/nn/layers/gin.h"
#include "heddle/nn/layers/norm.h"
#include "heddle/ops/add.h"
#include "heddle/ops/add_bias.h"
#include "heddle/ops/cast.h"
#include "heddle/ops/linear.h"
#include "heddle/ops/relu.h"
#include "heddle/ops/spmm.h"

namespace heddle {
namespace {

Value linear_with_bias(ModelContext& context, Value x, int64_t cols) {
  Builder& builder = context.builder;
  const Value w = context.weight("weight", builder.type(x).cols, cols);
  return add_bias(builder, linear(builder, x, w), context.row("bias", cols));
}

// Sums of whole graphs are taken and mapped in f32.
Value readout(ModelContext& context, const ModelConfig& config, const ModelInputs& inputs, Value h,
              int64_t classes) {
  const Value pooled =
      spmm(context.builder, inputs.membership, cast(context.builder, h, DType::kF32));
  ModelContext full = context;
  full.dtype = DType::kF32;
  return context.dropout(linear_with_bias(full, pooled, classes), config.dropout);
}

}  // namespace

Value gin_model(ModelContext& context, const ModelConfig& config, const ModelInputs& inputs,
                int64_t classes) {
  Builder& builder = context.builder;
  const bool dense = builder.type(inputs.features).is_dense();
  Value h = dense ? cast(builder, inputs.features, context.dtype) : inputs.features;
  Value logits = kNoValue;
  for (int64_t l = 0; l < config.layers; ++l) {
    const Scope scope(builder, fmt::format("layer{}", l));
    context.messages = messages_of_layer(config, l);
    if (l > 0) {
      h = gin_layer(context, inputs.adjacency, inputs.edge_weights, h, config.hidden, config.norm);
      h = norm_layer(context, "norm", config.norm, h);
      h = activation_layer(builder, config.activation, relu, h);
    }
    if (!inputs.membership.present()) continue;
    const Scope readout_scope(builder, "readout");
    const Value part = readout(context, config, inputs, h, classes);
    logits = logits.present() ? add(builder, logits, part) : part;
  }
  if (logits.present()) return logits;
  const Scope scope(builder, "output");
  context.dtype = DType::kF32;
  return linear_with_bias(context, cast(builder, context.dropout(h, config.dropout), DType::kF32),
                          classes);
}

}  // namespace heddle
