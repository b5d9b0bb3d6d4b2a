// add_bias: the same row added to every row.
//
//   y[i, :] = x[i, :] + bias            x, y  dense [N, D];  bias  [1, D] in the compute dtype
//   dx = dy, dbias = column_sum(dy)

#include "heddle/ops/add_bias.h"

#include "heddle/ops/column_sum.h"
#include "heddle/ops/elementwise.h"
#include "heddle/ops/operand_checks.h"

namespace heddle {
namespace {

std::vector<Type> infer_types(const TypeQuery& query) {
  const Type& x = require_matrix(query);
  require_row_beside(query, 1, "bias");
  return {x};
}

std::vector<Value> gradient(const GradientCall& call) {
  const Value dy = call.d_results[0];
  return {dy, call.needs[1] ? column_sum(call.builder, dy) : kNoValue};
}

}  // namespace

const OpDef kAddBias = {
    .name = "add_bias",
    .operands = {{"x"}, {"bias"}},
    .results = {"y"},
    .infer_types = infer_types,
    .gradient = gradient,
    .work = elementwise_work,
};

Value add_bias(Builder& builder, Value x, Value bias) {
  return builder.append(kAddBias, {x, bias});
}

}  // namespace heddle
