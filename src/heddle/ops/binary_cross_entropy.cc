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

#include "heddle/ops/classification_loss.h"
#include "heddle/ops/elementwise.h"

namespace heddle {
namespace {

void require_operands(const TypeQuery& query) {
  const Type& logits = require_logits(query);
  require_targets(query, "targets",
                  dense_type(compute_dtype(logits.dtype), logits.space, logits.rows, logits.cols));
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
  return loss_gradient(call, kBinaryCrossEntropyGradient);
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
