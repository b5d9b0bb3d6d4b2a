// row_scale: every row times its own number; normalisations that were moved out of the edges.
//
//   y[i, :] = s[i] * x[i, :]            x, y  dense [N, D];  s  [N, 1] in the compute dtype
//   dx = row_scale(dy, s), ds = row_dot(x, dy)
//
// row_dot: the scalar product of rows.
//
//   y[i] = sum over c of a[i, c] * b[i, c]       a, b  dense [N, D];  y  [N, 1]
//   da = row_scale(b, dy), db = row_scale(a, dy)

#include "heddle/ops/row_scale.h"

#include "heddle/ops/elementwise.h"
#include "heddle/ops/operand_checks.h"

namespace heddle {
namespace {

std::vector<Type> infer_row_scale(const TypeQuery& query) {
  const Type& x = require_matrix(query);
  require_column_beside(query, 1, "the scale");
  return {x};
}

std::vector<Value> row_scale_gradient(const GradientCall& call) {
  const Value dy = call.d_results[0];
  return {call.needs[0] ? row_scale(call.builder, dy, call.operand(1)) : kNoValue,
          call.needs[1] ? row_dot(call.builder, call.operand(0), dy) : kNoValue};
}

std::vector<Type> infer_row_dot(const TypeQuery& query) {
  return {column_beside(infer_same_as_all(query)[0])};
}

std::vector<Value> row_dot_gradient(const GradientCall& call) {
  const Value dy = call.d_results[0];
  return {call.needs[0] ? row_scale(call.builder, call.operand(1), dy) : kNoValue,
          call.needs[1] ? row_scale(call.builder, call.operand(0), dy) : kNoValue};
}

Work row_dot_work(const WorkQuery& query) {
  const Type& a = query.operands[0];
  return {.flops = 2 * static_cast<double>(a.elements()),
          .bytes = static_cast<double>(2 * a.bytes() + query.results[0].bytes())};
}

}  // namespace

const OpDef kRowScale = {
    .name = "row_scale",
    .operands = {{"x"}, {"s"}},
    .results = {"y"},
    .infer_types = infer_row_scale,
    .gradient = row_scale_gradient,
    .work = elementwise_work,
};

const OpDef kRowDot = {
    .name = "row_dot",
    .operands = {{"a"}, {"b"}},
    .results = {"y"},
    .infer_types = infer_row_dot,
    .gradient = row_dot_gradient,
    .work = row_dot_work,
};

Value row_scale(Builder& builder, Value x, Value s) { return builder.append(kRowScale, {x, s}); }

Value row_dot(Builder& builder, Value a, Value b) { return builder.append(kRowDot, {a, b}); }

}  // namespace heddle
