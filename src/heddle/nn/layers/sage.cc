#include "heddle/nn/layers/sage.h"

#include "heddle/ops/add.h"
#include "heddle/ops/add_bias.h"
#include "heddle/ops/linear.h"
#include "heddle/ops/spmm.h"

namespace heddle {

// The mean is linear, so W_neighbour may stand before or after it; the planner decides.
Value sage_layer(ModelContext& context, Value adjacency, Value edge_weights, Value x,
                 int64_t cols) {
  Builder& builder = context.builder;
  const int64_t width = builder.type(x).cols;
  const Value self = linear(builder, x, context.weight("weight_self", width, cols));
  const Value h = linear(builder, x, context.weight("weight_neighbour", width, cols));
  const Value mean = spmm(builder, adjacency, h, edge_weights, "mean", context.messages);
  return add_bias(builder, add(builder, self, mean), context.row("bias", cols));
}

}  // namespace heddle
