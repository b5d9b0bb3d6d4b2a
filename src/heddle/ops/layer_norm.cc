// layer_norm: every row gets mean 0 and variance 1, then scale and shift per column.
//
//   m = mean of x[i, :],  v = mean of (x[i, :] - m)^2,  s = 1 / sqrt(v + eps)
//   y[i, c] = gamma[c] * (x[i, c] - m) * s + beta[c]
//
//   x, y  dense [N, D];  gamma, beta  [1, D];  mean, inverse_std  [N, 1] in the compute dtype
//
// layer_norm_gradient, with n = (x - m) * s and g = gamma * dy:
//   dx = s * (g - mean over the row of g - n * mean over the row of (g * n))
//   dgamma = sum over rows of dy * n,  dbeta = sum over rows of dy
//   No gradient flows through mean or inverse_std.
//
// Source: Ba, Kiros, Hinton 2016.

#include "heddle/ops/layer_norm.h"

#include "heddle/base/error.h"
#include "heddle/ops/elementwise.h"
#include "heddle/ops/operand_checks.h"

namespace heddle {
namespace {

std::vector<Type> infer_types(const TypeQuery& query) {
  const Type& x = require_matrix(query);
  require_row_beside(query, 1, "gamma");
  require_row_beside(query, 2, "beta");
  const double eps = query.attributes.number("eps");
  require(eps >= 0, "layer_norm: eps is {}, needs 0 or more", eps);
  return {x, column_beside(x), column_beside(x)};
}

std::vector<Type> infer_gradient(const TypeQuery& query) {
  const Type& x = require_matrix(query);
  require_row_beside(query, 1, "gamma");
  require_column_beside(query, 2, "mean");
  require_column_beside(query, 3, "inverse_std");
  require_type_of_first(query, 4, "dy");
  return {x, row_beside(x), row_beside(x)};
}

std::vector<Value> gradient(const GradientCall& call) {
  check(!call.d_results[1].present() && !call.d_results[2].present(),
        "layer_norm: no gradient flows through statistics");
  return call.builder.append_multi(
      kLayerNormGradient,
      {call.operand(0), call.operand(1), call.results[1], call.results[2], call.d_results[0]});
}

}  // namespace

const OpDef kLayerNorm = {
    .name = "layer_norm",
    .operands = {{"x"}, {"gamma"}, {"beta"}},
    .results = {"y", "mean", "inverse_std"},
    .attributes = {{"eps", 1e-5}},
    .infer_types = infer_types,
    .gradient = gradient,
    .work = elementwise_work,
};

const OpDef kLayerNormGradient = {
    .name = "layer_norm_gradient",
    .operands = {{"x"}, {"gamma"}, {"mean"}, {"inverse_std"}, {"dy"}},
    .results = {"dx", "dgamma", "dbeta"},
    .infer_types = infer_gradient,
    .work = elementwise_work,
};

LayerNorm layer_norm(Builder& builder, Value x, Value gamma, Value beta, double eps) {
  const std::vector<Value> results =
      builder.append_multi(kLayerNorm, {x, gamma, beta}, {{"eps", eps}});
  return {results[0], results[1], results[2]};
}

}  // namespace heddle
