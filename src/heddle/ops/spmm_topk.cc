// spmm_topk: every receiver sums (or averages) the rows of its senders, of which K columns are
// kept.
//
//   y[i, p[j, r]] += c_i * w(i, j) * values[j, r]      over edges (i <- j) and r < K
//
//   adjacency   [N <- M] over E
//   values      [M, K] floating;  positions p  topk [M, D] kept K
//   weights     optional [E, 1], in edge order; constants
//   y           [N, D] in the dtype of values
//   messages    how rows may travel, see message_format.h; the pass encode_messages acts on it
//   reduce      "sum": c_i = 1;  "mean": c_i = 1 / in-degree, 0 for a row without edges
//   gradient    dvalues[j, r] = sum over edges (i <- j) of c_i w(i, j) dy[i, p[j, r]]:
//               spmm_topk_gradient(A, c dy, p, w)
//   source      MaxK-GNN (Peng et al. 2024): SpGEMM and SSpMM
//
// The gradient is cut to the kept columns after the sum over edges, not before: another row keeps
// other columns.

#include "heddle/ops/spmm_topk.h"

#include "heddle/base/error.h"
#include "heddle/ops/degree_scale.h"
#include "heddle/ops/graph_operands.h"
#include "heddle/ops/kept_rows.h"
#include "heddle/ops/moved_bytes.h"
#include "heddle/ops/row_scale.h"

#include <string>

namespace heddle {
namespace {

// Operand `positions` has a row per sender of operand 0.
void require_sender_positions(const TypeQuery& query, size_t positions) {
  const Type& a = query.operands[0];
  require(require_positions(query, positions).space == a.senders,
          "{}: positions are {}, need a row per sender of {}", query.op, query.describe(positions),
          query.describe(0));
}

std::vector<Type> infer_types(const TypeQuery& query) {
  require_adjacency(query);
  require_sender_positions(query, 2);
  require_kept_values(query, 1, 2);
  const DType dtype = query.operands[1].dtype;
  require_edge_weights(query, 3, dtype);
  const std::string& reduce = query.attributes.text("reduce");
  require(reduce == "sum" || reduce == "mean", "spmm_topk: reduce is '{}', needs sum or mean",
          reduce);
  message_format_of(query.attributes);
  return {rows_type(query.operands[0], RowsOf::kReceivers, dtype, query.operands[2].cols)};
}

std::vector<Value> gradient(const GradientCall& call) {
  Builder& builder = call.builder;
  refuse_gradient(call, 3, "edge weights");
  const Value adjacency = call.operand(0);
  Value dy = call.d_results[0];
  if (call.node.attributes.text("reduce") == "mean") {
    const DType dtype = compute_dtype(builder.type(dy).dtype);
    dy = row_scale(builder, dy, degree_scale(builder, adjacency, -1.0, dtype));
  }
  const Value d_values =
      builder.append(kSpmmTopkGradient, {adjacency, dy, call.operand(2), call.operand(3)},
                     {{"messages", gradient_messages(call.node.attributes)}});
  return {kNoValue, d_values, kNoValue, kNoValue};
}

std::vector<Type> infer_gradient(const TypeQuery& query) {
  require_adjacency(query);
  require_rows(query, 1, "dy", RowsOf::kReceivers);
  require_sender_positions(query, 2);
  const Type& dy = query.operands[1];
  const Type& positions = query.operands[2];
  require(dy.cols == positions.cols,
          "spmm_topk_gradient: dy is {}, positions are {}; columns differ", query.describe(1),
          query.describe(2));
  require_edge_weights(query, 3, dy.dtype);
  message_format_of(query.attributes);
  return {kept_values_type(positions, dy.dtype)};
}

// K multiply-adds per edge; what belongs to the kept columns is read once per edge.
Work edge_work(const WorkQuery& query, DType dtype) {
  const Type& positions = query.operands[2];
  const double kept =
      static_cast<double>(query.operands[0].entries) * static_cast<double>(positions.kept);
  return {.flops = 2 * kept,
          .bytes = moved_bytes(query.operands, query.results) +
                   kept * static_cast<double>(size_of(dtype) + size_of(positions.dtype))};
}

Work work(const WorkQuery& query) { return edge_work(query, query.operands[1].dtype); }
Work gradient_work(const WorkQuery& query) { return edge_work(query, query.results[0].dtype); }

}  // namespace

const OpDef kSpmmTopk = {
    .name = "spmm_topk",
    .operands = {{"adjacency"}, {"values"}, {"positions"}, {"weights", true}},
    .results = {"y"},
    .attributes = {{"reduce", std::string("sum")}, {"messages", std::string(kSameMessages)}},
    .infer_types = infer_types,
    .gradient = gradient,
    .work = work,
};

const OpDef kSpmmTopkGradient = {
    .name = "spmm_topk_gradient",
    .operands = {{"adjacency"}, {"dy"}, {"positions"}, {"weights", true}},
    .results = {"dvalues"},
    .attributes = {{"messages", std::string(kSameMessages)}},
    .infer_types = infer_gradient,
    .work = gradient_work,
};

Value spmm_topk(Builder& builder, Value adjacency, Value values, Value positions, Value weights,
                std::string_view reduce, std::string_view messages) {
  return builder.append(kSpmmTopk, {adjacency, values, positions, weights},
                        {{"reduce", std::string(reduce)}, {"messages", std::string(messages)}});
}

}  // namespace heddle
