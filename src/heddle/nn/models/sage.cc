#include "heddle/nn/models/sage.h"

#include "heddle/nn/layers/sage.h"
#include "heddle/ops/relu.h"

namespace heddle {
namespace {

Value layer(ModelContext& context, const ModelConfig&, const ModelInputs& inputs, Value x,
            int64_t cols, bool) {
  return sage_layer(context, inputs.adjacency, inputs.edge_weights, x, cols);
}

}  // namespace

Value sage_model(ModelContext& context, const ModelConfig& config, const ModelInputs& inputs,
                 int64_t classes) {
  return layer_stack(context, config, inputs, classes, layer, relu);
}

}  // namespace heddle
