// batch_norm: every column gets mean 0 and variance 1 over the rows, then scale and shift.
//
//   m = mean of x[:, c],  v = mean of (x[:, c] - m)^2,  s = 1 / sqrt(v + eps)
//   y[i, c] = gamma[c] * (x[i, c] - m) * s + beta[c]
//   new_running_mean = (1 - momentum) * running_mean + momentum * m
//   new_running_var  = (1 - momentum) * running_var  + momentum * v * N / max(N - 1, 1)
//
//   x, y  dense [N, D];  all others [1, D] in the compute dtype of x
//   A batch without rows leaves the running statistics alone, with m = v = 0.
//
// batch_norm_gradient, with n = (x - m) * s and sums over rows:
//   dgamma = sum(dy * n),  dbeta = sum(dy),  dx = gamma * s * (dy - dbeta / N - n * dgamma / N)
//   No gradient flows through mean, inverse_std or the running statistics.
//
// batch_norm_inference: the same y with m = running_mean, v = running_var. No gradient.
//
// Source: Ioffe, Szegedy 2015; the unbiased running variance is that of PyTorch.

#include "heddle/ops/batch_norm.h"

#include "heddle/base/error.h"
#include "heddle/ops/elementwise.h"
#include "heddle/ops/operand_checks.h"

#include <array>

namespace heddle {
namespace {

constexpr std::array<std::string_view, 5> kNames = {"x", "gamma", "beta", "running_mean",
                                                    "running_var"};

void require_parameters(const TypeQuery& query) {
  require_matrix(query);
  for (size_t i = 1; i < kNames.size(); ++i) require_row_beside(query, i, kNames[i]);
  const double eps = query.attributes.number("eps");
  require(eps >= 0, "{}: eps is {}, needs 0 or more", query.op, eps);
}

std::vector<Type> infer_training(const TypeQuery& query) {
  require_parameters(query);
  const double momentum = query.attributes.number("momentum");
  require(momentum >= 0 && momentum <= 1, "batch_norm: momentum is {}, needs a number in [0, 1]",
          momentum);
  const Type row = row_beside(query.operands[0]);
  return {query.operands[0], row, row, row, row};
}

std::vector<Type> infer_inference(const TypeQuery& query) {
  require_parameters(query);
  return {query.operands[0]};
}

std::vector<Type> infer_gradient(const TypeQuery& query) {
  const Type& x = require_matrix(query);
  require_row_beside(query, 1, "gamma");
  require_row_beside(query, 2, "mean");
  require_row_beside(query, 3, "inverse_std");
  require_type_of_first(query, 4, "dy");
  return {x, row_beside(x), row_beside(x)};
}

std::vector<Value> gradient(const GradientCall& call) {
  for (size_t i = 1; i < call.d_results.size(); ++i) {
    check(!call.d_results[i].present(), "batch_norm: no gradient flows through statistics");
  }
  const std::vector<Value> d = call.builder.append_multi(
      kBatchNormGradient,
      {call.operand(0), call.operand(1), call.results[1], call.results[2], call.d_results[0]});
  return {d[0], d[1], d[2], kNoValue, kNoValue};
}

}  // namespace

const OpDef kBatchNorm = {
    .name = "batch_norm",
    .operands = {{"x"}, {"gamma"}, {"beta"}, {"running_mean"}, {"running_var"}},
    .results = {"y", "mean", "inverse_std", "new_running_mean", "new_running_var"},
    .attributes = {{"eps", 1e-5}, {"momentum", 0.1}},
    .infer_types = infer_training,
    .gradient = gradient,
    .work = elementwise_work,
};

const OpDef kBatchNormGradient = {
    .name = "batch_norm_gradient",
    .operands = {{"x"}, {"gamma"}, {"mean"}, {"inverse_std"}, {"dy"}},
    .results = {"dx", "dgamma", "dbeta"},
    .infer_types = infer_gradient,
    .work = elementwise_work,
};

const OpDef kBatchNormInference = {
    .name = "batch_norm_inference",
    .operands = {{"x"}, {"gamma"}, {"beta"}, {"running_mean"}, {"running_var"}},
    .results = {"y"},
    .attributes = {{"eps", 1e-5}},
    .infer_types = infer_inference,
    .work = elementwise_work,
};

BatchNorm batch_norm(Builder& builder, Value x, Value gamma, Value beta, Value running_mean,
                     Value running_var, double eps, double momentum) {
  const std::vector<Value> results =
      builder.append_multi(kBatchNorm, {x, gamma, beta, running_mean, running_var},
                           {{"eps", eps}, {"momentum", momentum}});
  return {results[0], results[1], results[2], results[3], results[4]};
}

Value batch_norm_inference(Builder& builder, Value x, Value gamma, Value beta, Value running_mean,
                           Value running_var, double eps) {
  return builder.append(kBatchNormInference, {x, gamma, beta, running_mean, running_var},
                        {{"eps", eps}});
}

}  // namespace heddle
