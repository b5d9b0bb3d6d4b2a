// scatter_columns: rows of which K columns are kept, written out. gather_columns: its adjoint.
//
//   scatter_columns  y[i, positions[i, r]] = values[i, r], 0 in the other columns
//   gather_columns   values[i, r] = y[i, positions[i, r]]
//
//   values     [N, K] floating;  positions  topk [N, D] kept K;  y  [N, D] in the dtype of values
//   each is the gradient of the other

#include "heddle/ops/scatter_columns.h"

#include "heddle/ops/elementwise.h"
#include "heddle/ops/kept_rows.h"
#include "heddle/ops/operand_checks.h"

namespace heddle {
namespace {

std::vector<Type> infer_scatter(const TypeQuery& query) {
  require_kept_values(query, 0, 1);
  const Type& positions = query.operands[1];
  return {dense_type(query.operands[0].dtype, positions.space, positions.rows, positions.cols)};
}

std::vector<Value> scatter_gradient(const GradientCall& call) {
  return {gather_columns(call.builder, call.d_results[0], call.operand(1)), kNoValue};
}

std::vector<Type> infer_gather(const TypeQuery& query) {
  const Type& x = require_matrix(query);
  const Type& positions = require_positions(query, 1);
  require_same_rows(query, 0, 1);
  require(x.cols == positions.cols, "gather_columns: x is {}, positions are {}; columns differ",
          query.describe(0), query.describe(1));
  return {kept_values_type(positions, x.dtype)};
}

std::vector<Value> gather_gradient(const GradientCall& call) {
  return {scatter_columns(call.builder, call.d_results[0], call.operand(1)), kNoValue};
}

}  // namespace

const OpDef kScatterColumns = {
    .name = "scatter_columns",
    .operands = {{"values"}, {"positions"}},
    .results = {"y"},
    .infer_types = infer_scatter,
    .gradient = scatter_gradient,
    .work = elementwise_work,
};

const OpDef kGatherColumns = {
    .name = "gather_columns",
    .operands = {{"x"}, {"positions"}},
    .results = {"values"},
    .infer_types = infer_gather,
    .gradient = gather_gradient,
    .work = elementwise_work,
};

Value scatter_columns(Builder& builder, Value values, Value positions) {
  return builder.append(kScatterColumns, {values, positions});
}

Value gather_columns(Builder& builder, Value x, Value positions) {
  return builder.append(kGatherColumns, {x, positions});
}

}  // namespace heddle
