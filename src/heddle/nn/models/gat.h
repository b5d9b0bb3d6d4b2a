#pragma once

#include "heddle/nn/models/layer_stack.h"

namespace heddle {

// A stack of GAT layers with ELU: config.heads heads of config.hidden columns side by side, in the
// last layer config.output_heads heads averaged. Returns the logits [N, classes].
Value gat_model(ModelContext& context, const ModelConfig& config, const ModelInputs& inputs,
                int64_t classes);

}  // namespace heddle
