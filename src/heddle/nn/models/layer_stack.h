#pragma once

#include "heddle/nn/activation.h"
#include "heddle/nn/model_config.h"
#include "heddle/nn/model_context.h"
#include "heddle/nn/problem.h"

namespace heddle {

// Layer `index` of a stack: from x to [N, cols]. `last`: its result are the logits.
using LayerFunction = Value (*)(ModelContext&, const ModelConfig&, const ModelInputs&, Value x,
                                int64_t cols, bool last);

// Layers with dropout before, normalisation and activation after each but the last:
//   x = dropout(x);  x = layer(x);  x = activation(norm(x)) (+ residual)
// `activation` is the model's own, which the configuration may replace.
// Returns the logits [N, classes] in f32.
Value layer_stack(ModelContext& context, const ModelConfig& config, const ModelInputs& inputs,
                  int64_t classes, LayerFunction layer, ActivationFunction activation);

}  // namespace heddle
