#include "heddle/nn/models/layer_stack.h"

#include "heddle/nn/layer_messages.h"
#include "heddle/nn/layers/norm.h"
#include "heddle/ops/add.h"
#include "heddle/ops/cast.h"
#include "heddle/ops/scale.h"

namespace heddle {
namespace {

// Rows travel in the model's precision; sparse features keep their f32 values, which the first
// linear map reads as they are.
Value in_precision(ModelContext& context, Value x) {
  if (!x.present() || !context.builder.type(x).is_dense()) return x;
  return cast(context.builder, x, context.dtype);
}

// Rows are dropped where a layer reads them, unless hidden_activation() did it.
Value input_dropout(ModelContext& context, const ModelConfig& config, Value x, int64_t layer) {
  const bool drops = layer == 0 ? config.input_dropout : !keeps_columns(config.activation);
  return x.present() && drops ? context.dropout(x, config.dropout) : x;
}

// An activation that keeps some columns chooses among those that dropout leaves. As many are kept
// as without it, so they are not scaled up as dropout does for those that it leaves.
Value hidden_activation(ModelContext& context, const ModelConfig& config, Value y,
                        ActivationFunction own) {
  Builder& builder = context.builder;
  if (!keeps_columns(config.activation))
    return activation_layer(builder, config.activation, own, y);
  const Value dropped = context.dropout(y, config.dropout);
  const Value kept = activation_layer(builder, config.activation, own, dropped);
  return context.training ? scale(builder, kept, 1 - config.dropout) : kept;
}

Value hidden_layer(ModelContext& context, const ModelConfig& config, const ModelInputs& inputs,
                   Value x, int64_t cols, LayerFunction layer, ActivationFunction activation) {
  Builder& builder = context.builder;
  Value y = layer(context, config, inputs, x, cols, false);
  y = norm_layer(context, "norm", config.norm, y);
  y = hidden_activation(context, config, y, activation);
  const bool same_width =
      x.present() && builder.type(x).is_dense() && builder.type(x).cols == builder.type(y).cols;
  return config.residual && same_width ? add(builder, x, y) : y;
}

}  // namespace

Value layer_stack(ModelContext& context, const ModelConfig& config, const ModelInputs& inputs,
                  int64_t classes, LayerFunction layer, ActivationFunction activation) {
  Value x = in_precision(context, inputs.features);
  for (int64_t l = 0; l < config.layers; ++l) {
    const Scope scope(context.builder, fmt::format("layer{}", l));
    context.messages = messages_of_layer(config, l);
    x = input_dropout(context, config, x, l);
    if (l + 1 < config.layers) {
      x = hidden_layer(context, config, inputs, x, config.hidden, layer, activation);
    } else {
      // The last layer is narrow and decides the loss: its products stay in f32.
      context.dtype = DType::kF32;
      x = layer(context, config, inputs, in_precision(context, x), classes, true);
    }
  }
  return x;
}

}  // namespace heddle
