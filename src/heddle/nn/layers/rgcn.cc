#include "heddle/nn/layers/rgcn.h"

#include "heddle/ops/add.h"
#include "heddle/ops/add_bias.h"
#include "heddle/ops/linear.h"
#include "heddle/ops/relation_combine.h"
#include "heddle/ops/relation_embedding.h"
#include "heddle/ops/relation_linear.h"
#include "heddle/ops/relation_norm.h"
#include "heddle/ops/reshape_heads.h"

#include <cmath>

namespace heddle {
namespace {

// Every relation's own [rows, cols] matrix is initialised as if it stood alone.
Initializer glorot_of_each(int64_t rows, int64_t cols) {
  return {InitializerKind::kUniform, std::sqrt(6.0 / static_cast<double>(rows + cols))};
}

// x W, or a learnt row per node where there is no x: what W would be for one-hot features.
Value linear_or_rows(ModelContext& context, std::string_view name, SpaceId nodes, Value x,
                     int64_t cols) {
  if (!x.present()) return context.node_rows(name, nodes, cols);
  Builder& builder = context.builder;
  return linear(builder, x, context.weight(name, builder.type(x).cols, cols));
}

// Rows of V side by side, [N, B * cols]: what every node sends along every basis.
Value basis_rows(ModelContext& context, SpaceId nodes, Value x, int64_t cols, int64_t bases) {
  return reshape_heads(context.builder, linear_or_rows(context, "basis", nodes, x, bases * cols),
                       bases);
}

// CSR rows meet the matrices of all relations side by side in one product, as if every relation
// were a basis of its own: the coefficients are constant.
Value messages_of_csr(ModelContext& context, Value adjacency, Value x, int64_t cols, Value norm) {
  Builder& builder = context.builder;
  const int64_t relations = builder.type(adjacency).relations;
  const int64_t width = builder.type(x).cols;
  const Value w = context.weight("weight", width, relations * cols, glorot_of_each(width, cols));
  const Value rows = reshape_heads(builder, linear(builder, x, w), relations);
  const Value own_basis = builder.state("own_basis", weight_type(relations, relations),
                                        SlotRole::kStatistic, {InitializerKind::kIdentity});
  return relation_combine(builder, adjacency, rows, own_basis, norm);
}

Value relation_messages(ModelContext& context, Value adjacency, Value x, int64_t cols,
                        const RgcnOptions& options) {
  Builder& builder = context.builder;
  const Type& a = builder.type(adjacency);
  const Value norm = relation_norm(builder, adjacency);
  if (options.bases > 0) {
    const Value rows = basis_rows(context, a.senders, x, cols, options.bases);
    const Value coefficients =
        builder.parameter("coefficient", weight_type(a.relations, options.bases),
                          {InitializerKind::kGlorotUniform, 1.0});
    return relation_combine(builder, adjacency, rows, coefficients, norm);
  }
  if (!x.present()) {
    const Value table =
        context.weight("weight", a.relations * a.cols, cols, glorot_of_each(a.cols, cols));
    return relation_embedding(builder, adjacency, table, norm);
  }
  if (!builder.type(x).is_dense()) return messages_of_csr(context, adjacency, x, cols, norm);
  const int64_t width = builder.type(x).cols;
  const Value w = context.weight("weight", a.relations * width, cols, glorot_of_each(width, cols));
  return relation_linear(builder, adjacency, x, w, norm);
}

}  // namespace

Value rgcn_layer(ModelContext& context, Value adjacency, Value x, int64_t cols,
                 const RgcnOptions& options) {
  Builder& builder = context.builder;
  const Value messages = relation_messages(context, adjacency, x, cols, options);
  const SpaceId nodes = builder.type(adjacency).space;
  const Value self = linear_or_rows(context, "weight_root", nodes, x, cols);
  return add_bias(builder, add(builder, messages, self), context.row("bias", cols));
}

}  // namespace heddle
