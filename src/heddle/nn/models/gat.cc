#include "heddle/nn/models/gat.h"

#include "heddle/nn/layers/gat.h"
#include "heddle/ops/elu.h"

namespace heddle {
namespace {

Value layer(ModelContext& context, const ModelConfig& config, const ModelInputs& inputs, Value x,
            int64_t cols, bool last) {
  return gat_layer(context, inputs.adjacency, x,
                   {.heads = last ? config.output_heads : config.heads,
                    .head_cols = cols,
                    .average_heads = last,
                    .attention_dropout = config.attention_dropout});
}

}  // namespace

Value gat_model(ModelContext& context, const ModelConfig& config, const ModelInputs& inputs,
                int64_t classes) {
  return layer_stack(context, config, inputs, classes, layer, elu);
}

}  // namespace heddle
