#pragma once

#include "heddle/nn/model_config.h"
#include "heddle/nn/model_context.h"
#include "heddle/nn/problem.h"

namespace heddle {

// GAMORA (Wu et al., DAC'23): GraphSAGE layers with mean, ReLU and dropout, a linear map with ReLU
// and batch normalisation, and linear heads without bias, side by side. Returns the logits of all
// heads, [N, classes].
Value gamora_model(ModelContext& context, const ModelConfig& config, const ModelInputs& inputs,
                   int64_t classes);

}  // namespace heddle
