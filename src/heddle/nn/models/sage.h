#pragma once

#include "heddle/nn/models/layer_stack.h"

namespace heddle {

// A stack of sage layers with ReLU. Returns the logits [N, classes].
Value sage_model(ModelContext& context, const ModelConfig& config, const ModelInputs& inputs,
                 int64_t classes);

}  // namespace heddle
