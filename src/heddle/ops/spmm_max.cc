// spmm_max: the largest value among the senders, weighted by their edges, column by column.
//
//   y[i, c]      = max over edges e = (i <- j) of w[e] * x[j, c];  0 for a row without edges
//   argmax[i, c] = place of the first maximum among the in-edges of i, counted from 0;
//                  -1 for a row without edges
//
//   adjacency   [N <- M] over E
//   x           [M, D];  y  [N, D] in the dtype of x;  argmax  i32 [N, D]
//   weights     optional [E, 1], in edge order; a negative one makes the smallest x the largest
//   gradient    dx[j, c] = sum of w[e] * dy[i, c] over the edges e = (i <- j) that argmax[i, c]
//               names: spmm_max_gradient(A, argmax, dy, w); a kernel walks the transpose of A
//               dw[e] = sum of dy[i, c] * x[j, c] over the columns c whose argmax[i, c] names
//               e = (i <- j): spmm_max_weight_gradient(A, argmax, dy, x)
//   source      GraphSAGE (Hamilton et al. 2017), max pooling

#include "heddle/ops/spmm_max.h"

#include "heddle/base/error.h"
#include "heddle/ops/graph_operands.h"
#include "heddle/ops/moved_bytes.h"

namespace heddle {
namespace {

std::vector<Type> infer_types(const TypeQuery& query) {
  require_adjacency(query);
  require_rows(query, 1, "x", RowsOf::kSenders);
  const Type& a = query.operands[0];
  const Type& x = query.operands[1];
  require_edge_weights(query, 2, x.dtype);
  return {rows_type(a, RowsOf::kReceivers, x.dtype, x.cols, x.heads),
          rows_type(a, RowsOf::kReceivers, DType::kI32, x.cols, x.heads)};
}

std::vector<Value> gradient(const GradientCall& call) {
  check(!call.d_results[1].present(), "spmm_max: positions have no gradient");
  const Value adjacency = call.operand(0), weights = call.operand(2);
  const Value argmax = call.results[1], dy = call.d_results[0];
  Value dx, d_weights;
  if (call.needs[1]) {
    dx = call.builder.append(kSpmmMaxGradient, {adjacency, argmax, dy, weights});
  }
  if (weights.present() && call.needs[2]) {
    d_weights =
        call.builder.append(kSpmmMaxWeightGradient, {adjacency, argmax, dy, call.operand(1)});
  }
  return {kNoValue, dx, d_weights};
}

// Operands of both gradients: adjacency, argmax, dy. Gives the type of dy.
const Type& require_maxima(const TypeQuery& query) {
  require_adjacency(query);
  require_rows(query, 2, "dy", RowsOf::kReceivers);
  const Type& dy = query.operands[2];
  Type positions = dy;
  positions.dtype = DType::kI32;
  require(query.operands[1] == positions, "{}: argmax is {}, needs one i32 per value of dy = {}",
          query.op, query.describe(1), query.describe(2));
  return dy;
}

std::vector<Type> infer_gradient(const TypeQuery& query) {
  const Type& dy = require_maxima(query);
  require_edge_weights(query, 3, dy.dtype);
  return {rows_type(query.operands[0], RowsOf::kSenders, dy.dtype, dy.cols, dy.heads)};
}

std::vector<Type> infer_weight_gradient(const TypeQuery& query) {
  const Type& dy = require_maxima(query);
  require_rows(query, 3, "x", RowsOf::kSenders);
  const Type& x = query.operands[3];
  require(x.dtype == dy.dtype && x.cols == dy.cols && x.heads == dy.heads,
          "{}: x is {}, dy is {}; dtype, columns and heads must agree", query.op, query.describe(3),
          query.describe(2));
  return {rows_type(query.operands[0], RowsOf::kEdges, compute_dtype(dy.dtype), 1)};
}

// One value per edge and column of an operand.
double edge_elements(const WorkQuery& query, size_t rows) {
  return static_cast<double>(query.operands[0].entries) *
         static_cast<double>(query.operands[rows].cols);
}

Work work(const WorkQuery& query) {
  const double flops = query.operands[2].present() ? 2 : 1;
  return {.flops = flops * edge_elements(query, 1), .bytes = gather_bytes(query, 1)};
}

// By the transpose: positions and gradients of a receiver are read once per edge.
Work gradient_work(const WorkQuery& query) {
  const double elements = edge_elements(query, 2);
  const double flops = query.operands[3].present() ? 3 : 2;
  return {.flops = flops * elements,
          .bytes = gather_bytes(query, 2) + elements * static_cast<double>(size_of(DType::kI32))};
}

// One value of x for each of dy, wherever it lies.
Work weight_gradient_work(const WorkQuery& query) {
  const Type& dy = query.operands[2];
  const Type& x = query.operands[3];
  return {.flops = 2 * static_cast<double>(dy.elements()),
          .bytes = moved_bytes(query.operands, query.results) - static_cast<double>(x.bytes()) +
                   static_cast<double>(dy.bytes())};
}

}  // namespace

const OpDef kSpmmMax = {
    .name = "spmm_max",
    .operands = {{"adjacency"}, {"x"}, {"weights", true}},
    .results = {"y", "argmax"},
    .infer_types = infer_types,
    .gradient = gradient,
    .work = work,
};

const OpDef kSpmmMaxGradient = {
    .name = "spmm_max_gradient",
    .operands = {{"adjacency"}, {"argmax"}, {"dy"}, {"weights", true}},
    .results = {"dx"},
    .infer_types = infer_gradient,
    .work = gradient_work,
};

const OpDef kSpmmMaxWeightGradient = {
    .name = "spmm_max_weight_gradient",
    .operands = {{"adjacency"}, {"argmax"}, {"dy"}, {"x"}},
    .results = {"dw"},
    .infer_types = infer_weight_gradient,
    .work = weight_gradient_work,
};

Value spmm_max(Builder& builder, Value adjacency, Value x, Value weights) {
  return builder.append(kSpmmMax, {adjacency, x, weights});
}

}  // namespace heddle
