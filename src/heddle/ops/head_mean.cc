// head_mean: averages the heads of an attention layer; head_broadcast is its adjoint.
//
//   head_mean       y[i, f]    = (1 / H) * sum over h of x[i, h, f]      x  dense [N, D/H]
//   head_broadcast  x[i, h, f] = (1 / H) * y[i, f]                       y  dense [N, D / H]
//   each is the gradient of the other

#include "heddle/ops/head_mean.h"

#include "heddle/base/error.h"
#include "heddle/ir/type_check.h"
#include "heddle/ops/elementwise.h"
#include "heddle/ops/operand_checks.h"

namespace heddle {
namespace {

std::vector<Type> infer_head_mean(const TypeQuery& query) {
  Type type = require_matrix(query);
  type.cols = type.head_cols();
  type.heads = 1;
  return {type};
}

std::vector<Value> head_mean_gradient(const GradientCall& call) {
  return {head_broadcast(call.builder, call.d_results[0], call.operand_type(0).heads)};
}

std::vector<Type> infer_head_broadcast(const TypeQuery& query) {
  Type type = require_matrix(query);
  const int64_t heads = query.attributes.integer("heads");
  require(heads >= 1 && heads <= kMaxCols && type.heads == 1,
          "head_broadcast: {} heads of {}, needs one head to copy", heads, query.describe(0));
  type.cols *= heads;
  type.heads = heads;
  return {type};
}

std::vector<Value> head_broadcast_gradient(const GradientCall& call) {
  return {head_mean(call.builder, call.d_results[0])};
}

}  // namespace

const OpDef kHeadMean = {
    .name = "head_mean",
    .operands = {{"x"}},
    .results = {"y"},
    .infer_types = infer_head_mean,
    .gradient = head_mean_gradient,
    .work = elementwise_work,
};

const OpDef kHeadBroadcast = {
    .name = "head_broadcast",
    .operands = {{"y"}},
    .results = {"x"},
    .attributes = {{"heads", int64_t{1}}},
    .infer_types = infer_head_broadcast,
    .gradient = head_broadcast_gradient,
    .work = elementwise_work,
};

Value head_mean(Builder& builder, Value x) { return builder.append(kHeadMean, {x}); }

Value head_broadcast(Builder& builder, Value y, int64_t heads) {
  return builder.append(kHeadBroadcast, {y}, {{"heads", heads}});
}

}  // namespace heddle
