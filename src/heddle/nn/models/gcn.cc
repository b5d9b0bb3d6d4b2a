#include "heddle/nn/models/gcn.h"

#include "heddle/nn/layers/gcn.h"
#include "heddle/ops/relu.h"

namespace heddle {
namespace {

Value layer(ModelContext& context, const ModelConfig&, const ModelInputs& inputs, Value x,
            int64_t cols, bool) {
  return gcn_layer(context, inputs.adjacency, inputs.edge_weights, x, cols);
}

}  // namespace

Value gcn_model(ModelContext& context, const ModelConfig& config, const ModelInputs& inputs,
                int64_t classes) {
  return layer_stack(context, config, inputs, classes, layer, relu);
}

}  // namespace heddle
