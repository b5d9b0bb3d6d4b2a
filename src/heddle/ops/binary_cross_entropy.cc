// binary_cross_entropy: the loss of multi-label classification.
//
//   bce(z, t) = max(z, 0) - z * t + log(1 + exp(-|z|))
//   loss = sum_i w_i * sum_c bce(z[i, c], t[i, c]) / (C * sum_i w_i)
//   dz[i, c] = dloss * w_i / (C * sum_i w_i) * (sigmoid(z[i, c]) - t[i, c])
//
//   z (logits)  dense [N, C];  t (targets)  [N, C] and w  [N, 1] in the compute dtype of z
//   loss, dloss  [1, 1] in the compute dtype
//
// Written with |z|, so that no exponential overflows. Rows of weight 0 are not looked at. Sums over
// rows are taken in double.

#include "heddle/ops/binary_cross_entropy.h"

#include "heddle/base/error.h"
#include "heddle/ops/elementwise.h"
#include "heddle/ops/operand_checks.h"

namespace heddle {
namespace {

void require_operands(const TypeQuery& query) {
  const Type& logits = require_matrix(query);
  require(logits.cols >= 1, "{}: logits are {}, needs a class", query.op, query.describe(0));
  const Type targets =
      dense_type(compute_dtype(logits.dtype), logits.space, logits.rows, logits.cols);
  require(query.operands[1] == targets, "{}: targets are {}, needs {}", query.op, query.describe(1),
          to_string(targets, query.program));
  require_column_beside(query, 2, "the weight");
}

std::vector<Type> infer_types(const TypeQuery& query) {
  require_operands(query);
  return {scalar_type(compute_dtype(query.operands[0].dtype))};
}

std::vector<Type> infer_gradient(const TypeQuery& query) {
  require_operands(query);
  const Type scalar = scalar_type(compute_dtype(query.operands[0].dtype));
  require(query.operands[3] == scalar, "{}: dloss is {}, needs {}", query.op, query.describe(3),
          to_string(scalar, query.program));
  return {query.operands[0]};
}

std::vector<Value> gradient(const GradientCall& call) {
  const Value d_logits =
      call.builder.append(kBinaryCrossEntropyGradient,
                          {call.operand(0), call.operand(1), call.operand(2), call.d_results[0]});
  return {d_logits, kNoValue, kNoValue};
}

}  // namespace

const OpDef kBinaryCrossEntropy = {
    .name = "binary_cross_entropy",
    .operands = {{"logits"}, {"targets"}, {"weights"}},
    .results = {"loss"},
    .infer_types = infer_types,
    .gradient = gradient,
    .work = elementwise_work,
};

const OpDef kBinaryCrossEntropyGradient = {
    .name = "binary_cross_entropy_gradient",
    .operands = {{"logits"}, {"targets"}, {"weights"}, {"d_loss"}},
    .results = {"d_logits"},
    .infer_types = infer_gradient,
    .work = elementwise_work,
};

Value binary_cross_entropy(Builder& builder, Value logits, Value targets, Value weights) {
  return builder.append(kBinaryCrossEntropy, {logits, targets, weights});
}

}  // namespace heddle
