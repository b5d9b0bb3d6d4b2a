// Attention logits of nodes: one number per row and head, and the two gradients of that. The three
// are the partial derivatives of one trilinear form, so each is a gradient of the others.
//
//   head_dot         l[i, h]    = sum over f of x[i, h, f] * a[h, f]
//   head_outer       x[i, h, f] = l[i, h] * a[h, f]
//   head_column_sum  a[h, f]    = sum over i of l[i, h] * x[i, h, f]
//
//   x  dense [N, D/H]     l  [N, H] and a  [1, D] in the compute dtype of x
//
// Source: the two halves of GAT's attention vector (Velickovic et al. 2018) as they act on nodes.

#include "heddle/ops/head_dot.h"

#include "heddle/base/error.h"
#include "heddle/ops/moved_bytes.h"
#include "heddle/ops/operand_checks.h"

#include <algorithm>
#include <optional>

namespace heddle {
namespace {

Type logits_of(const Type& x) {
  return dense_type(compute_dtype(x.dtype), x.space, x.rows, x.heads);
}

Work trilinear_work(const WorkQuery& query) {
  const int64_t elements = std::max(query.results[0].elements(), query.operands[0].elements());
  return {.flops = 2 * static_cast<double>(elements),
          .bytes = moved_bytes(query.operands, query.results)};
}

std::vector<Type> infer_head_dot(const TypeQuery& query) {
  const Type& x = require_matrix(query);
  require_row_beside(query, 1, "the vector");
  return {logits_of(x)};
}

std::vector<Value> head_dot_gradient(const GradientCall& call) {
  Builder& builder = call.builder;
  const Value dl = call.d_results[0];
  const DType dtype = call.operand_type(0).dtype;
  return {call.needs[0] ? head_outer(builder, dl, call.operand(1), dtype) : kNoValue,
          call.needs[1] ? head_column_sum(builder, call.operand(0), dl) : kNoValue};
}

std::vector<Type> infer_head_outer(const TypeQuery& query) {
  const Type& l = require_matrix(query);
  const Type& a = query.operands[1];
  const std::string& name = query.attributes.text("dtype");
  const std::optional<DType> dtype = dtype_from_string(name);
  require(dtype.has_value() && is_floating(*dtype) && compute_dtype(*dtype) == l.dtype,
          "head_outer: dtype is '{}', which is not computed in the dtype of {}", name,
          query.describe(0));
  require(l.cols > 0 && a.is_dense() && a.dtype == l.dtype && a.space == kNoSpace && a.rows == 1 &&
              a.cols % l.cols == 0,
          "head_outer: the vector is {}, needs one row that divides into the {} columns of {}",
          query.describe(1), l.cols, query.describe(0));
  return {dense_type(*dtype, l.space, l.rows, a.cols, l.cols)};
}

std::vector<Value> head_outer_gradient(const GradientCall& call) {
  const Value dx = call.d_results[0];
  return {call.needs[0] ? head_dot(call.builder, dx, call.operand(1)) : kNoValue,
          call.needs[1] ? head_column_sum(call.builder, dx, call.operand(0)) : kNoValue};
}

std::vector<Type> infer_head_column_sum(const TypeQuery& query) {
  const Type& x = require_matrix(query);
  require(query.operands[1] == logits_of(x), "head_column_sum: l is {}, needs {}",
          query.describe(1), to_string(logits_of(x), query.program));
  return {row_beside(x)};
}

std::vector<Value> head_column_sum_gradient(const GradientCall& call) {
  Builder& builder = call.builder;
  const Value da = call.d_results[0];
  const DType dtype = call.operand_type(0).dtype;
  return {call.needs[0] ? head_outer(builder, call.operand(1), da, dtype) : kNoValue,
          call.needs[1] ? head_dot(builder, call.operand(0), da) : kNoValue};
}

}  // namespace

const OpDef kHeadDot = {
    .name = "head_dot",
    .operands = {{"x"}, {"a"}},
    .results = {"l"},
    .infer_types = infer_head_dot,
    .gradient = head_dot_gradient,
    .work = trilinear_work,
};

const OpDef kHeadOuter = {
    .name = "head_outer",
    .operands = {{"l"}, {"a"}},
    .results = {"x"},
    .attributes = {{"dtype", std::string("f32")}},
    .infer_types = infer_head_outer,
    .gradient = head_outer_gradient,
    .work = trilinear_work,
};

const OpDef kHeadColumnSum = {
    .name = "head_column_sum",
    .operands = {{"x"}, {"l"}},
    .results = {"a"},
    .infer_types = infer_head_column_sum,
    .gradient = head_column_sum_gradient,
    .work = trilinear_work,
};

Value head_dot(Builder& builder, Value x, Value a) { return builder.append(kHeadDot, {x, a}); }

Value head_outer(Builder& builder, Value l, Value a, DType dtype) {
  return builder.append(kHeadOuter, {l, a}, {{"dtype", std::string(to_string(dtype))}});
}

Value head_column_sum(Builder& builder, Value x, Value l) {
  return builder.append(kHeadColumnSum, {x, l});
}

}  // namespace heddle
