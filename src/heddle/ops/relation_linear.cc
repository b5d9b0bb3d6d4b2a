// relation_linear: every relation has its own linear map.
//
//   y[i, :] = sum over edges e = (i <- j) of w_e x[j, :] W_rel(e)
//
//   adjacency     [N <- M] over E, R relations
//   x             [M, D];  y  [N, F] in the dtype of x
//   w             [R * D, F], W_r = rows [r D, (r + 1) D); with transpose_w [R * F, D], and W_r is
//                 rows [r F, (r + 1) F) transposed; same dtype as x
//   weights       optional [E, 1] in edge order, constant
//   gradient      dx = relation_linear(A^T, dy, w, weights), transpose_w flipped
//                 dw = relation_linear_weight_gradient(A, x, dy), or (A^T, dy, x) if transpose_w
//                 relation_linear_weight_gradient(A, x, dy): dW_r = sum over e = (i <- j) of
//                 relation r of w_e x[j, :]^T dy[i, :], in the compute dtype
//   source        RGCN (Schlichtkrull et al. 2018)

#include "heddle/ops/relation_linear.h"

#include "heddle/base/error.h"
#include "heddle/ops/graph_operands.h"
#include "heddle/ops/transpose.h"

#include <algorithm>

namespace heddle {
namespace {

std::vector<Type> infer_types(const TypeQuery& query) {
  require_adjacency(query);
  require_rows(query, 1, "x", RowsOf::kSenders);
  const Type& a = query.operands[0];
  const Type& x = query.operands[1];
  const Type& w = query.operands[2];
  const bool transpose_w = query.attributes.flag("transpose_w");
  require(w.is_dense() && w.rows % a.relations == 0,
          "relation_linear: w is {}, needs one matrix for each of {} relations", query.describe(2),
          a.relations);
  const int64_t cols = transpose_w ? w.rows / a.relations : w.cols;
  require_weight(query, 2, "w", a.relations * (transpose_w ? cols : x.cols),
                 transpose_w ? x.cols : cols, x.dtype);
  require_edge_weights(query, 3, x.dtype);
  return {rows_type(a, RowsOf::kReceivers, x.dtype, cols)};
}

std::vector<Value> gradient(const GradientCall& call) {
  refuse_gradient(call, 3, "weights");
  Builder& builder = call.builder;
  const Value adjacency = call.operand(0);
  const Value x = call.operand(1);
  const Value dy = call.d_results[0];
  const Value weights = call.operand(3);
  const bool transpose_w = call.node.attributes.flag("transpose_w");
  Value dx, dw;
  if (call.needs[1]) {
    dx = relation_linear(builder, transpose(builder, adjacency), dy, call.operand(2), weights,
                         !transpose_w);
  }
  if (call.needs[2]) {
    const Value along = transpose_w ? transpose(builder, adjacency) : adjacency;
    dw = builder.append(kRelationLinearWeightGradient,
                        {along, transpose_w ? dy : x, transpose_w ? x : dy, weights});
  }
  return {kNoValue, dx, dw, kNoValue};
}

std::vector<Type> infer_weight_gradient(const TypeQuery& query) {
  require_adjacency(query);
  require_rows(query, 1, "x", RowsOf::kSenders);
  require_rows(query, 2, "dy", RowsOf::kReceivers);
  const Type& x = query.operands[1];
  const Type& dy = query.operands[2];
  require(x.dtype == dy.dtype, "relation_linear_weight_gradient: x is {}, dy is {}, need one dtype",
          query.describe(1), query.describe(2));
  require_edge_weights(query, 3, x.dtype);
  return {weight_type(query.operands[0].relations * x.cols, dy.cols, compute_dtype(x.dtype))};
}

// Rows of one receiver and relation are added before the product, so there are at most
// min(E, N R) products of [1, D] and [D, F].
Work work_of(const WorkQuery& query, int64_t inner, int64_t outer) {
  const Type& a = query.operands[0];
  const auto edges = static_cast<double>(a.entries);
  const double products =
      std::min(edges, static_cast<double>(a.rows) * static_cast<double>(a.relations));
  return {.flops = 2 * static_cast<double>(inner) * (edges + products * static_cast<double>(outer)),
          .bytes = gather_bytes(query, 1)};
}

Work work(const WorkQuery& query) {
  return work_of(query, query.operands[1].cols, query.results[0].cols);
}

Work weight_gradient_work(const WorkQuery& query) {
  return work_of(query, query.operands[1].cols, query.operands[2].cols);
}

}  // namespace

const OpDef kRelationLinear = {
    .name = "relation_linear",
    .operands = {{"adjacency"}, {"x"}, {"w"}, {"weights", true}},
    .results = {"y"},
    .attributes = {{"transpose_w", false}},
    .infer_types = infer_types,
    .gradient = gradient,
    .work = work,
};

const OpDef kRelationLinearWeightGradient = {
    .name = "relation_linear_weight_gradient",
    .operands = {{"adjacency"}, {"x"}, {"dy"}, {"weights", true}},
    .results = {"dw"},
    .infer_types = infer_weight_gradient,
    .work = weight_gradient_work,
};

Value relation_linear(Builder& builder, Value adjacency, Value x, Value w, Value weights,
                      bool transpose_w) {
  return builder.append(kRelationLinear, {adjacency, x, w, weights},
                        {{"transpose_w", transpose_w}});
}

}  // namespace heddle
