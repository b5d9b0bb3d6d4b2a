// cross_entropy: the loss of single-label classification.
//
//   loss = sum_i w_i * (log sum_c exp(z[i, c]) - z[i, label_i]) / sum_i w_i
//   dz[i, c] = dloss * w_i / sum_i w_i * (softmax(z[i, :])[c] - (c == label_i))
//
//   z (logits)  dense [N, C];  labels  i32 [N, 1];  w  [N, 1] in the compute dtype of z
//   loss, dloss  [1, 1] in the compute dtype
//
// The largest logit of a row is subtracted first. Rows of weight 0 are not looked at, so their
// labels may be anything; a label outside [0, C) in a row that counts makes the loss NaN. Sums over
// rows are taken in double.

#include "heddle/ops/cross_entropy.h"

#include "heddle/base/error.h"
#include "heddle/ops/elementwise.h"
#include "heddle/ops/operand_checks.h"

namespace heddle {
namespace {

void require_operands(const TypeQuery& query) {
  const Type& logits = require_matrix(query);
  require(logits.cols >= 1, "{}: logits are {}, needs a class", query.op, query.describe(0));
  const Type labels = dense_type(DType::kI32, logits.space, logits.rows, 1);
  require(query.operands[1] == labels, "{}: labels are {}, needs {}", query.op, query.describe(1),
          to_string(labels, query.program));
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
      call.builder.append(kCrossEntropyGradient,
                          {call.operand(0), call.operand(1), call.operand(2), call.d_results[0]});
  return {d_logits, kNoValue, kNoValue};
}

}  // namespace

const OpDef kCrossEntropy = {
    .name = "cross_entropy",
    .operands = {{"logits"}, {"labels"}, {"weights"}},
    .results = {"loss"},
    .infer_types = infer_types,
    .gradient = gradient,
    .work = elementwise_work,
};

const OpDef kCrossEntropyGradient = {
    .name = "cross_entropy_gradient",
    .operands = {{"logits"}, {"labels"}, {"weights"}, {"d_loss"}},
    .results = {"d_logits"},
    .infer_types = infer_gradient,
    .work = elementwise_work,
};

Value cross_entropy(Builder& builder, Value logits, Value labels, Value weights) {
  return builder.append(kCrossEntropy, {logits, labels, weights});
}

}  // namespace heddle
