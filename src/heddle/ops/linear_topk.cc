// linear_topk: one matrix for all rows, of which K columns are kept.
//
//   y[i, :] = sum over r < K of values[i, r] * w[p[i, r], :] (+ bias) (+ addend), then activation
//
//   values      [N, K] in the dtype of w;  positions p  topk [N, D] kept K
//   w           [D, F]; [F, D] and used transposed if `transpose_w`
//   bias        optional [1, F]
//   addend      optional [N, F]; the pass fuse_epilogue sets it and `activation`
//   dy          of the gradients below: [N, F], or its kept values and, as the last operand, their
//               positions
//   gradient    dvalues = linear_topk_gradient(dy, p, w): dy w^T, in the kept columns only;
//               gather_columns(linear(dy, w), p) of a transposed w
//               dw = linear_topk_weight_gradient(values, p, dy): x^T dy of the rows written out;
//               written as dw^T if `transpose_dw`
//               dbias = column_sum(dy)
//
// The pass compute_on_kept_columns makes the transposed forms for a layer whose result maxk reads:
// there the kept rows are its dy.
//
// The gradient of a bf16 w is f32: it goes to the f32 weight that w was cast from.

#include "heddle/ops/linear_topk.h"

#include "heddle/base/error.h"
#include "heddle/ops/activation.h"
#include "heddle/ops/column_sum.h"
#include "heddle/ops/kept_rows.h"
#include "heddle/ops/linear.h"
#include "heddle/ops/moved_bytes.h"
#include "heddle/ops/operand_checks.h"
#include "heddle/ops/scatter_columns.h"

namespace heddle {
namespace {

// Operand `w` is a weight [columns of the positions, F] in `dtype`, or that transposed.
void require_weight(const TypeQuery& query, size_t w, size_t positions, DType dtype,
                    bool transposed) {
  const Type& weight = query.operands[w];
  const int64_t inner = transposed ? weight.cols : weight.rows;
  const bool fits = is_matrix(weight) && weight.space == kNoSpace && weight.dtype == dtype &&
                    inner == query.operands[positions].cols;
  require(fits, "{}: w is {}, needs a {} weight{} with a row for each column of {}", query.op,
          query.describe(w), to_string(dtype), transposed ? ", transposed," : "",
          query.describe(positions));
}

std::vector<Type> infer_types(const TypeQuery& query) {
  require_kept_values(query, 0, 1);
  const Type& positions = query.operands[1];
  const Type& w = query.operands[2];
  const Type& bias = query.operands[3];
  const bool transposed = query.attributes.flag("transpose_w");
  require_weight(query, 2, 1, query.operands[0].dtype, transposed);
  const Type y = dense_type(w.dtype, positions.space, positions.rows, transposed ? w.rows : w.cols);
  require(!bias.present() || is_row_beside(bias, y), "linear_topk: bias is {}, needs {}",
          query.describe(3), to_string(row_beside(y), query.program));
  const Type& addend = query.operands[4];
  require(!addend.present() || addend == y, "linear_topk: addend is {}, needs {}",
          query.describe(4), to_string(y, query.program));
  activation_of(query.attributes);
  return {y};
}

std::vector<Value> gradient(const GradientCall& call) {
  Builder& builder = call.builder;
  check(activation_of(call.node.attributes) == Activation::kNone && !call.operand(4).present(),
        "linear_topk: activations and addends are fused after autodiff");
  const bool transposed = call.node.attributes.flag("transpose_w");
  const Value positions = call.operand(1), w = call.operand(2), dy = call.d_results[0];
  Value d_values, dw, d_bias;
  if (call.needs[2]) {
    dw = builder.append(kLinearTopkWeightGradient, {call.operand(0), positions, dy, kNoValue},
                        {{"transpose_dw", transposed}});
  }
  if (call.operand(3).present() && call.needs[3]) d_bias = column_sum(builder, dy);
  // Last: the values may be freed before their gradient takes memory.
  if (call.needs[0]) {
    d_values = transposed ? gather_columns(builder, linear(builder, dy, w), positions)
                          : builder.append(kLinearTopkGradient, {dy, positions, w, kNoValue});
  }
  return {d_values, kNoValue, dw, d_bias, kNoValue};
}

// Columns of dy, whose kept ones stand at operand `kept` if that is present.
int64_t columns_of_dy(const TypeQuery& query, size_t dy, size_t kept) {
  if (!query.operands[kept].present()) return query.operands[dy].cols;
  require_kept_values(query, dy, kept);
  return query.operands[kept].cols;
}

std::vector<Type> infer_gradient(const TypeQuery& query) {
  const Type& dy = require_matrix(query);
  const Type& positions = require_positions(query, 1);
  require_same_rows(query, 0, 1);
  require_weight(query, 2, 1, dy.dtype, /*transposed=*/false);
  require(columns_of_dy(query, 0, 3) == query.operands[2].cols,
          "linear_topk_gradient: dy is {}, w is {}; columns differ", query.describe(0),
          query.describe(2));
  return {kept_values_type(positions, dy.dtype)};
}

std::vector<Type> infer_weight_gradient(const TypeQuery& query) {
  require_kept_values(query, 0, 1);
  const Type& dy = query.operands[2];
  require(is_matrix(dy) && dy.dtype == query.operands[0].dtype,
          "linear_topk_weight_gradient: dy is {}, needs a dense matrix in the dtype of {}",
          query.describe(2), query.describe(0));
  require_same_rows(query, 1, 2);
  const DType dtype = compute_dtype(dy.dtype);
  const int64_t rows = query.operands[1].cols, cols = columns_of_dy(query, 2, 3);
  return {query.attributes.flag("transpose_dw") ? weight_type(cols, rows, dtype)
                                                : weight_type(rows, cols, dtype)};
}

// A multiply-add for each kept value and column beside it.
Work work_of(const WorkQuery& query, int64_t columns) {
  return {.flops = 2 * static_cast<double>(query.operands[1].rows) *
                   static_cast<double>(query.operands[1].kept) * static_cast<double>(columns),
          .bytes = moved_bytes(query.operands, query.results)};
}

Work work(const WorkQuery& query) { return work_of(query, query.results[0].cols); }
// All columns of dy, kept or not: only those of the other operand are skipped.
Work gradient_work(const WorkQuery& query) { return work_of(query, query.operands[2].cols); }
Work weight_gradient_work(const WorkQuery& query) {
  const Type& dw = query.results[0];
  return work_of(query, query.attributes.flag("transpose_dw") ? dw.rows : dw.cols);
}

}  // namespace

const OpDef kLinearTopk = {
    .name = "linear_topk",
    .operands = {{"values"}, {"positions"}, {"w"}, {"bias", true}, {"addend", true}},
    .results = {"y"},
    .attributes = {{"activation", std::string("none")}, {"transpose_w", false}},
    .infer_types = infer_types,
    .gradient = gradient,
    .work = work,
};

const OpDef kLinearTopkGradient = {
    .name = "linear_topk_gradient",
    .operands = {{"dy"}, {"positions"}, {"w"}, {"dy_positions", true}},
    .results = {"dvalues"},
    .infer_types = infer_gradient,
    .work = gradient_work,
};

const OpDef kLinearTopkWeightGradient = {
    .name = "linear_topk_weight_gradient",
    .operands = {{"values"}, {"positions"}, {"dy"}, {"dy_positions", true}},
    .results = {"dw"},
    .attributes = {{"transpose_dw", false}},
    .infer_types = infer_weight_gradient,
    .work = weight_gradient_work,
};

Value linear_topk(Builder& builder, Value values, Value positions, Value w, Value bias) {
  return builder.append(kLinearTopk, {values, positions, w, bias});
}

}  // namespace heddle
