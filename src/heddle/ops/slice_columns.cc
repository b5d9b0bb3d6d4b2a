// slice_columns: some of the columns, as an alias. pad_columns: its adjoint, as a copy.
//
//   slice_columns  y[i, c] = x[i, begin + c] for c < cols              x  dense [N, D]
//   pad_columns    y[i, begin + c] = x[i, c], 0 in the other columns   y  dense [N, cols]
//   each is the gradient of the other

#include "heddle/ops/slice_columns.h"

#include "heddle/base/error.h"
#include "heddle/ops/elementwise.h"
#include "heddle/ops/operand_checks.h"
#include "heddle/ops/reshape_heads.h"

namespace heddle {
namespace {

std::vector<Type> infer_slice(const TypeQuery& query) {
  const Type& x = query.operands[0];
  const int64_t begin = query.attributes.integer("begin");
  const int64_t cols = query.attributes.integer("cols");
  require(x.is_dense() && begin >= 0 && cols >= 0 && begin <= x.cols && cols <= x.cols - begin,
          "slice_columns: {} columns from {} on of {}, needs columns that exist", cols, begin,
          query.describe(0));
  return {dense_type(x.dtype, x.space, x.rows, cols)};
}

std::vector<Value> slice_gradient(const GradientCall& call) {
  const Type& x = call.operand_type(0);
  const Value dx =
      pad_columns(call.builder, call.d_results[0], call.node.attributes.integer("begin"), x.cols);
  return {reshape_heads(call.builder, dx, x.heads)};
}

Work alias_work(const WorkQuery&) { return {}; }

std::vector<Type> infer_pad(const TypeQuery& query) {
  const Type& x = require_matrix(query);
  const int64_t begin = query.attributes.integer("begin");
  const int64_t cols = query.attributes.integer("cols");
  require(begin >= 0 && cols >= x.cols && begin <= cols - x.cols,
          "pad_columns: {} does not fit into {} columns from {} on", query.describe(0), cols,
          begin);
  return {dense_type(x.dtype, x.space, x.rows, cols)};
}

std::vector<Value> pad_gradient(const GradientCall& call) {
  const Type& x = call.operand_type(0);
  const Value dx =
      slice_columns(call.builder, call.d_results[0], call.node.attributes.integer("begin"), x.cols);
  return {reshape_heads(call.builder, dx, x.heads)};
}

}  // namespace

const OpDef kSliceColumns = {
    .name = "slice_columns",
    .operands = {{"x"}},
    .results = {"y"},
    .attributes = {{"begin", int64_t{0}}, {"cols", int64_t{0}}},
    .infer_types = infer_slice,
    .gradient = slice_gradient,
    .work = alias_work,
    .is_alias = true,
};

const OpDef kPadColumns = {
    .name = "pad_columns",
    .operands = {{"x"}},
    .results = {"y"},
    .attributes = {{"begin", int64_t{0}}, {"cols", int64_t{0}}},
    .infer_types = infer_pad,
    .gradient = pad_gradient,
    .work = elementwise_work,
};

Value slice_columns(Builder& builder, Value x, int64_t begin, int64_t cols) {
  return builder.append(kSliceColumns, {x}, {{"begin", begin}, {"cols", cols}});
}

Value pad_columns(Builder& builder, Value x, int64_t begin, int64_t cols) {
  return builder.append(kPadColumns, {x}, {{"begin", begin}, {"cols", cols}});
}

}  // namespace heddle
