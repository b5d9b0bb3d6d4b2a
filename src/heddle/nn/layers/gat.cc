#include "heddle/nn/layers/gat.h"

#include "heddle/ops/add_bias.h"
#include "heddle/ops/edge_add.h"
#include "heddle/ops/head_dot.h"
#include "heddle/ops/head_mean.h"
#include "heddle/ops/leaky_relu.h"
#include "heddle/ops/linear.h"
#include "heddle/ops/reshape_heads.h"
#include "heddle/ops/segment_softmax.h"
#include "heddle/ops/spmm.h"

#include <cmath>

namespace heddle {
namespace {

// One attention vector per head, initialised as a [heads, head_cols] matrix would be.
Value attention_row(ModelContext& context, std::string_view name, const GatOptions& options) {
  const double bound = std::sqrt(6.0 / static_cast<double>(options.heads + options.head_cols));
  return context.builder.parameter(name, weight_type(1, options.heads * options.head_cols),
                                   {InitializerKind::kUniform, bound});
}

}  // namespace

Value gat_layer(ModelContext& context, Value adjacency, Value x, const GatOptions& options) {
  Builder& builder = context.builder;
  const int64_t cols = options.heads * options.head_cols;
  const Value product = linear(builder, x, context.weight("weight", builder.type(x).cols, cols));
  const Value h = reshape_heads(builder, product, options.heads);
  const Value receiver =
      head_dot(builder, h, attention_row(context, "attention_receiver", options));
  const Value sender = head_dot(builder, h, attention_row(context, "attention_sender", options));
  const Value logits =
      leaky_relu(builder, edge_add(builder, adjacency, receiver, sender), options.slope);
  const Value attention =
      context.dropout(segment_softmax(builder, adjacency, logits), options.attention_dropout);
  const Value y = spmm(builder, adjacency, h, attention);
  const Value merged = options.average_heads ? head_mean(builder, y) : reshape_heads(builder, y, 1);
  return add_bias(builder, merged,
                  context.row("bias", options.average_heads ? options.head_cols : cols));
}

}  // namespace heddle
