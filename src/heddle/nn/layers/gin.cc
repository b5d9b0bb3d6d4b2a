#include "heddle/nn/layers/gin.h"

#include "heddle/nn/layers/norm.h"
#include "heddle/ops/add.h"
#include "heddle/ops/add_bias.h"
#include "heddle/ops/linear.h"
#include "heddle/ops/relu.h"
#include "heddle/ops/spmm.h"

namespace heddle {

Value gin_layer(ModelContext& context, Value adjacency, Value edge_weights, Value x, int64_t cols,
                std::string_view norm) {
  Builder& builder = context.builder;
  Value h = linear(builder, x, context.weight("mlp0_weight", builder.type(x).cols, cols));
  h = add(builder, h, spmm(builder, adjacency, h, edge_weights, "sum", context.messages));
  h = add_bias(builder, h, context.row("mlp0_bias", cols));
  h = relu(builder, norm_layer(context, "mlp_norm", norm, h));
  h = linear(builder, h, context.weight("mlp1_weight", cols, cols));
  return add_bias(builder, h, context.row("mlp1_bias", cols));
}

}  // namespace heddle
