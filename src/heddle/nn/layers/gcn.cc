#include "heddle/nn/layers/gcn.h"

#include "heddle/ops/add_bias.h"
#include "heddle/ops/gcn_norm.h"
#include "heddle/ops/linear.h"
#include "heddle/ops/spmm.h"

namespace heddle {

Value gcn_layer(ModelContext& context, Value adjacency, Value edge_weights, Value x, int64_t cols) {
  Builder& builder = context.builder;
  const Value h = linear(builder, x, context.weight("weight", builder.type(x).cols, cols));
  const Value norm = gcn_norm(builder, adjacency, DType::kF32, edge_weights);
  const Value y = spmm(builder, adjacency, h, norm, "sum", context.messages);
  return add_bias(builder, y, context.row("bias", cols));
}

}  // namespace heddle
