// spmm_max: the largest value among the senders, column by column.
//
//   y[i, c]      = max over edges (i <- j) of x[j, c];  0 for a row without edges
//   argmax[i, c] = place of the first maximum among the in-edges of i, counted from 0;
//                  -1 for a row without edges
//
//   adjacency   [N <- M] over E
//   x           [M, D];  y  [N, D] in the dtype of x;  argmax  i32 [N, D]
//   gradient    dx[j, c] = sum of dy[i, c] over the edges (i <- j) that argmax[i, c] names:
//               spmm_max_gradient(A, argmax, dy); a kernel walks the transpose of A
//   source      GraphSAGE (Hamilton et al. 2017), max pooling

#include "heddle/ops/spmm_max.h"

#include "heddle/base/error.h"
#include "heddle/ops/graph_operands.h"

namespace heddle {
namespace {

std::vector<Type> infer_types(const TypeQuery& query) {
  require_adjacency(query);
  require_rows(query, 1, "x", RowsOf::kSenders);
  const Type& a = query.operands[0];
  const Type& x = query.operands[1];
  return {rows_type(a, RowsOf::kReceivers, x.dtype, x.cols, x.heads),
          rows_type(a, RowsOf::kReceivers, DType::kI32, x.cols, x.heads)};
}

std::vector<Value> gradient(const GradientCall& call) {
  check(!call.d_results[1].present(), "spmm_max: positions have no gradient");
  return {kNoValue, call.builder.append(kSpmmMaxGradient,
                                        {call.operand(0), call.results[1], call.d_results[0]})};
}

std::vector<Type> infer_gradient(const TypeQuery& query) {
  require_adjacency(query);
  require_rows(query, 2, "dy", RowsOf::kReceivers);
  const Type& dy = query.operands[2];
  Type positions = dy;
  positions.dtype = DType::kI32;
  require(query.operands[1] == positions,
          "spmm_max_gradient: argmax is {}, needs one i32 per value of dy = {}", query.describe(1),
          query.describe(2));
  return {rows_type(query.operands[0], RowsOf::kSenders, dy.dtype, dy.cols, dy.heads)};
}

Work work(const WorkQuery& query) {
  return {.flops = static_cast<double>(query.operands[0].entries) *
                   static_cast<double>(query.operands[1].cols),
          .bytes = gather_bytes(query, 1)};
}

// By the transpose: positions and gradients of a receiver are read once per edge.
Work gradient_work(const WorkQuery& query) {
  const double elements =
      static_cast<double>(query.operands[0].entries) * static_cast<double>(query.operands[2].cols);
  return {.flops = 2 * elements,
          .bytes = gather_bytes(query, 2) + elements * static_cast<double>(size_of(DType::kI32))};
}

}  // namespace

const OpDef kSpmmMax = {
    .name = "spmm_max",
    .operands = {{"adjacency"}, {"x"}},
    .results = {"y", "argmax"},
    .infer_types = infer_types,
    .gradient = gradient,
    .work = work,
};

const OpDef kSpmmMaxGradient = {
    .name = "spmm_max_gradient",
    .operands = {{"adjacency"}, {"argmax"}, {"dy"}},
    .results = {"dx"},
    .infer_types = infer_gradient,
    .work = gradient_work,
};

Value spmm_max(Builder& builder, Value adjacency, Value x) {
  return builder.append(kSpmmMax, {adjacency, x});
}

}  // namespace heddle
