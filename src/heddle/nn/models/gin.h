#pragma once

#include "heddle/nn/model_config.h"
#include "heddle/nn/model_context.h"
#include "heddle/nn/problem.h"

namespace heddle {

// config.layers - 1 GIN layers, each followed by batch norm and ReLU. At graph level the rows of
// every layer, the input included, are summed per graph and mapped to logits, which are added:
//   logits = sum over l of dropout(linear_l(pool(h_l)))         [B, classes]
// as in the GIN paper, whose "5 layers" count the input. At node level the last h is mapped to
// logits [N, classes].
Value gin_model(ModelContext& context, const ModelConfig& config, const ModelInputs& inputs,
                int64_t classes);

}  // namespace heddle
