#include "heddle/nn/layers/norm.h"

#include "heddle/base/error.h"
#include "heddle/ops/batch_norm.h"
#include "heddle/ops/layer_norm.h"

namespace heddle {
namespace {

Value batch_norm_layer(ModelContext& context, Value x, Value gamma, Value beta) {
  Builder& builder = context.builder;
  const Type row = weight_type(1, builder.type(x).cols);
  const Value mean =
      builder.state("running_mean", row, SlotRole::kStatistic, {InitializerKind::kZeros, 0.0});
  const Value variance =
      builder.state("running_variance", row, SlotRole::kStatistic, {InitializerKind::kOnes, 1.0});
  if (!context.training) return batch_norm_inference(builder, x, gamma, beta, mean, variance);
  const BatchNorm normalised = batch_norm(builder, x, gamma, beta, mean, variance);
  builder.update(builder.scope() + "running_mean", normalised.running_mean);
  builder.update(builder.scope() + "running_variance", normalised.running_var);
  return normalised.y;
}

}  // namespace

Value norm_layer(ModelContext& context, std::string_view name, std::string_view kind, Value x) {
  if (kind == "none") return x;
  require(kind == "batch" || kind == "layer", "norm '{}' is none of none, batch, layer", kind);
  Builder& builder = context.builder;
  const Scope scope(builder, name);
  const int64_t cols = builder.type(x).cols;
  const Value gamma = context.row("gamma", cols, InitializerKind::kOnes);
  const Value beta = context.row("beta", cols);
  return kind == "batch" ? batch_norm_layer(context, x, gamma, beta)
                         : layer_norm(builder, x, gamma, beta).y;
}

}  // namespace heddle
