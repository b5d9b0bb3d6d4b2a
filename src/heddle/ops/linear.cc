// linear: one matrix for all rows.
//
//   y = x w (+ bias) (+ addend), then activation
//
//   x          [N, D] dense, or csr (bag-of-words features)
//   w          [D, F]; [F, D] and used transposed if `transpose_w`
//   bias       optional [1, F]
//   addend     optional [N, F], beside dense x; the pass fuse_epilogue sets it and `activation`
//   gradient   dx = linear(dy, w, not transpose_w), none for a csr x
//              dw = linear_weight_gradient(x, dy) = x^T dy; dy^T x if transpose_w
//              dbias = column_sum(dy)
//
// The gradient of a bf16 w is f32: it goes to the f32 weight that w was cast from.

#include "heddle/ops/linear.h"

#include "heddle/base/error.h"
#include "heddle/ops/activation.h"
#include "heddle/ops/column_sum.h"
#include "heddle/ops/moved_bytes.h"
#include "heddle/ops/operand_checks.h"
#include "heddle/ops/reshape_heads.h"

namespace heddle {
namespace {

bool is_row_operand(const Type& x, DType dtype) {
  return (x.is_dense() && x.dtype == dtype) ||
         (x.form == Form::kCsr && x.dtype == compute_dtype(dtype));
}

std::vector<Type> infer_types(const TypeQuery& query) {
  const Type& x = query.operands[0];
  const Type& w = query.operands[1];
  const Type& bias = query.operands[2];
  const bool transposed = query.attributes.flag("transpose_w");
  const int64_t inner = transposed ? w.cols : w.rows;
  const int64_t cols = transposed ? w.rows : w.cols;
  require(is_matrix(w) && w.space == kNoSpace, "linear: w is {}, needs a weight matrix",
          query.describe(1));
  require(is_row_operand(x, w.dtype),
          "linear: x is {}, needs dense rows in the dtype of w = {}, or csr rows in its compute "
          "dtype",
          query.describe(0), query.describe(1));
  require(inner == x.cols, "linear: x is {}, w is {}{}: inner dimensions {} and {} differ",
          query.describe(0), query.describe(1), transposed ? " transposed" : "", x.cols, inner);
  const Type y = dense_type(w.dtype, x.space, x.rows, cols);
  require(!bias.present() || is_row_beside(bias, y), "linear: bias is {}, needs {}",
          query.describe(2), to_string(row_beside(y), query.program));
  const Type& addend = query.operands[3];
  require(!addend.present() || (x.is_dense() && addend == y),
          "linear: addend is {}, needs {} beside dense rows", query.describe(3),
          to_string(y, query.program));
  activation_of(query.attributes);
  return {y};
}

std::vector<Value> gradient(const GradientCall& call) {
  Builder& builder = call.builder;
  check(activation_of(call.node.attributes) == Activation::kNone && !call.operand(3).present(),
        "linear: activations and addends are fused after autodiff");
  const bool transposed = call.node.attributes.flag("transpose_w");
  const Value x = call.operand(0), w = call.operand(1), dy = call.d_results[0];
  Value dx, dw, d_bias;
  if (call.needs[1]) {
    check(!transposed || call.operand_type(0).is_dense(),
          "linear: the gradient of a transposed w needs dense rows");
    dw = transposed ? linear_weight_gradient(builder, dy, x)
                    : linear_weight_gradient(builder, x, dy);
  }
  if (call.operand(2).present() && call.needs[2]) d_bias = column_sum(builder, dy);
  // Last: x may be freed before dx takes its memory.
  if (call.needs[0]) {
    require(call.operand_type(0).is_dense(), "linear: no gradient flows to csr rows");
    dx = linear(builder, dy, w, kNoValue, !transposed);
    dx = reshape_heads(builder, dx, call.operand_type(0).heads);
  }
  return {dx, dw, d_bias, kNoValue};
}

Work work(const WorkQuery& query) {
  return {.flops = 2 * static_cast<double>(query.operands[0].elements()) *
                   static_cast<double>(query.results[0].cols),
          .bytes = moved_bytes(query.operands, query.results)};
}

std::vector<Type> infer_weight_gradient(const TypeQuery& query) {
  const Type& x = query.operands[0];
  const Type& dy = query.operands[1];
  require(is_matrix(dy), "linear_weight_gradient: dy is {}, needs a dense floating matrix",
          query.describe(1));
  require(is_row_operand(x, dy.dtype) && x.space == dy.space && x.rows == dy.rows,
          "linear_weight_gradient: x is {}, dy is {}; rows and dtype must agree", query.describe(0),
          query.describe(1));
  return {weight_type(x.cols, dy.cols, compute_dtype(dy.dtype))};
}

}  // namespace

const OpDef kLinear = {
    .name = "linear",
    .operands = {{"x"}, {"w"}, {"bias", true}, {"addend", true}},
    .results = {"y"},
    .attributes = {{"activation", std::string("none")}, {"transpose_w", false}},
    .infer_types = infer_types,
    .gradient = gradient,
    .work = work,
};

const OpDef kLinearWeightGradient = {
    .name = "linear_weight_gradient",
    .operands = {{"x"}, {"dy"}},
    .results = {"dw"},
    .infer_types = infer_weight_gradient,
    .work = work,
};

Value linear(Builder& builder, Value x, Value w, Value bias, bool transpose_w) {
  return builder.append(kLinear, {x, w, bias, kNoValue}, {{"transpose_w", transpose_w}});
}

Value linear_weight_gradient(Builder& builder, Value x, Value dy) {
  return builder.append(kLinearWeightGradient, {x, dy});
}

}  // namespace heddle
