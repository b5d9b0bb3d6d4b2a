#include "heddle/nn/models/rgcn.h"

#include "heddle/nn/layers/rgcn.h"
#include "heddle/ops/relu.h"

namespace heddle {
namespace {

Value layer(ModelContext& context, const ModelConfig& config, const ModelInputs& inputs, Value x,
            int64_t cols, bool) {
  return rgcn_layer(context, inputs.adjacency, x, cols, {.bases = config.bases});
}

}  // namespace

Value rgcn_model(ModelContext& context, const ModelConfig& config, const ModelInputs& inputs,
                 int64_t classes) {
  return layer_stack(context, config, inputs, classes, layer, relu);
}

}  // namespace heddle
