// relation_combine, relation_expand: a relational convolution whose matrices share B bases,
// W_r = sum over b of coefficients[r, b] V_b, without ever making W_r.
//
//   combine   y[i, :]    = sum over e = (i <- j) of w_e sum over b of c[rel(e), b] v[j, b, :]
//   expand    z[i, b, :] = sum over e = (i <- j) of w_e c[rel(e), b] x[j, :]
//
//   adjacency      [N <- M] over E, R relations
//   v              [M, B * F], B heads;  x  [M, D];  y  [N, F];  z  [N, B * D], B heads
//   coefficients   [R, B];  weights  optional [E, 1] in edge order, constant
//
// combine(A, x [V_1 .. V_B]) = expand(A, x) [V_1; ..; V_B]: two orders of one layer, and each is
// the adjoint of the other on the transpose.
//
//   gradient    combine: dv = expand(A^T, dy);   dc = relation_coefficient_gradient(A, v, dy)
//               expand:  dx = combine(A^T, dz);  dc = relation_coefficient_gradient(A^T, dz, x)
//               relation_coefficient_gradient(A, v, dy)[r, b]
//                 = sum over e = (i <- j) of relation r of w_e <v[j, b, :], dy[i, :]>
//   source      basis decomposition of RGCN (Schlichtkrull et al. 2018)

#include "heddle/ops/relation_combine.h"

#include "heddle/base/error.h"
#include "heddle/ops/graph_operands.h"
#include "heddle/ops/transpose.h"

namespace heddle {
namespace {

Value coefficient_gradient(Builder& builder, Value adjacency, Value v, Value dy, Value weights) {
  return builder.append(kRelationCoefficientGradient, {adjacency, v, dy, weights});
}

std::vector<Type> infer_combine(const TypeQuery& query) {
  require_adjacency(query);
  require_rows(query, 1, "v", RowsOf::kSenders);
  const Type& a = query.operands[0];
  const Type& v = query.operands[1];
  require_weight(query, 2, "coefficients", a.relations, v.heads, compute_dtype(v.dtype));
  require_edge_weights(query, 3, v.dtype);
  return {rows_type(a, RowsOf::kReceivers, v.dtype, v.head_cols())};
}

std::vector<Value> combine_gradient(const GradientCall& call) {
  refuse_gradient(call, 3, "weights");
  Builder& builder = call.builder;
  const Value adjacency = call.operand(0);
  const Value dy = call.d_results[0];
  const Value weights = call.operand(3);
  Value dv, dc;
  if (call.needs[1]) {
    dv = relation_expand(builder, transpose(builder, adjacency), dy, call.operand(2), weights);
  }
  if (call.needs[2]) dc = coefficient_gradient(builder, adjacency, call.operand(1), dy, weights);
  return {kNoValue, dv, dc, kNoValue};
}

std::vector<Type> infer_expand(const TypeQuery& query) {
  require_adjacency(query);
  require_rows(query, 1, "x", RowsOf::kSenders);
  const Type& a = query.operands[0];
  const Type& x = query.operands[1];
  require(x.heads == 1, "relation_expand: x is {}, needs one head", query.describe(1));
  const int64_t bases = query.operands[2].cols;
  require_weight(query, 2, "coefficients", a.relations, bases, compute_dtype(x.dtype));
  require(bases >= 1, "relation_expand: coefficients are {}, need a column", query.describe(2));
  require_edge_weights(query, 3, x.dtype);
  return {rows_type(a, RowsOf::kReceivers, x.dtype, bases * x.cols, bases)};
}

std::vector<Value> expand_gradient(const GradientCall& call) {
  refuse_gradient(call, 3, "weights");
  Builder& builder = call.builder;
  const Value backward = transpose(builder, call.operand(0));
  const Value dz = call.d_results[0];
  const Value weights = call.operand(3);
  Value dx, dc;
  if (call.needs[1]) dx = relation_combine(builder, backward, dz, call.operand(2), weights);
  if (call.needs[2]) dc = coefficient_gradient(builder, backward, dz, call.operand(1), weights);
  return {kNoValue, dx, dc, kNoValue};
}

std::vector<Type> infer_coefficient_gradient(const TypeQuery& query) {
  require_adjacency(query);
  require_rows(query, 1, "v", RowsOf::kSenders);
  require_rows(query, 2, "dy", RowsOf::kReceivers);
  const Type& v = query.operands[1];
  const Type& dy = query.operands[2];
  require(dy.dtype == v.dtype && dy.cols == v.head_cols(),
          "relation_coefficient_gradient: v is {}, dy is {}; dy needs the dtype and the columns "
          "of one basis of v",
          query.describe(1), query.describe(2));
  require_edge_weights(query, 3, v.dtype);
  return {weight_type(query.operands[0].relations, v.heads, compute_dtype(v.dtype))};
}

// What has B * F columns is v of combine and the result of expand.
Work combine_work(const WorkQuery& query) { return gather_work(query, 1, query.operands[1]); }
Work expand_work(const WorkQuery& query) { return gather_work(query, 1, query.results[0]); }

}  // namespace

const OpDef kRelationCombine = {
    .name = "relation_combine",
    .operands = {{"adjacency"}, {"v"}, {"coefficients"}, {"weights", true}},
    .results = {"y"},
    .infer_types = infer_combine,
    .gradient = combine_gradient,
    .work = combine_work,
};

const OpDef kRelationExpand = {
    .name = "relation_expand",
    .operands = {{"adjacency"}, {"x"}, {"coefficients"}, {"weights", true}},
    .results = {"z"},
    .infer_types = infer_expand,
    .gradient = expand_gradient,
    .work = expand_work,
};

const OpDef kRelationCoefficientGradient = {
    .name = "relation_coefficient_gradient",
    .operands = {{"adjacency"}, {"v"}, {"dy"}, {"weights", true}},
    .results = {"d_coefficients"},
    .infer_types = infer_coefficient_gradient,
    .work = combine_work,
};

Value relation_combine(Builder& builder, Value adjacency, Value v, Value coefficients,
                       Value weights) {
  return builder.append(kRelationCombine, {adjacency, v, coefficients, weights});
}

Value relation_expand(Builder& builder, Value adjacency, Value x, Value coefficients,
                      Value weights) {
  return builder.append(kRelationExpand, {adjacency, x, coefficients, weights});
}

}  // namespace heddle
