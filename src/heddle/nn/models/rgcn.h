#pragma once

#include "heddle/nn/models/layer_stack.h"

namespace heddle {

// A stack of RGCN layers with ReLU over a relation set with inverse relations; without features the
// first layer learns a row per node. Returns the logits [N, classes].
Value rgcn_model(ModelContext& context, const ModelConfig& config, const ModelInputs& inputs,
                 int64_t classes);

}  // namespace heddle
