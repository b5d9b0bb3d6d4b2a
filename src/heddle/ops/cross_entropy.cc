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

#include "heddle/ops/classification_loss.h"
#include "heddle/ops/elementwise.h"

namespace heddle {
namespace {

void require_operands(const TypeQuery& query) {
  const Type& logits = require_logits(query);
  require_targets(query, "labels", dense_type(DType::kI32, logits.space, logits.rows, 1));
}

std::vector<Type> infer_types(const TypeQuery& query) {
  require_operands(query);
  return loss_type(query);
}

std::vector<Type> infer_gradient(const TypeQuery& query) {
  require_operands(query);
  return d_logits_type(query);
}

std::vector<Value> gradient(const GradientCall& call) {
  return loss_gradient(call, kCrossEntropyGradient);
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
