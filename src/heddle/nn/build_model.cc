#include "heddle/nn/build_model.h"

#include "heddle/base/error.h"
#include "heddle/nn/layer_messages.h"
#include "heddle/ops/add.h"
#include "heddle/ops/binary_cross_entropy.h"
#include "heddle/ops/cross_entropy.h"
#include "heddle/ops/scale.h"
#include "heddle/ops/slice_columns.h"

#include <fmt/core.h>

#include <string>

namespace heddle {
namespace {

void require_config(const ModelConfig& config, const Problem& problem) {
  require(config.layers >= 1 && config.layers <= 10000, "layers = {}, needs 1 to 10000",
          config.layers);
  require(config.hidden >= 1 && config.heads >= 1 && config.output_heads >= 1 && config.bases >= 0,
          "hidden = {}, heads = {}, output heads = {}, bases = {}: sizes must be positive",
          config.hidden, config.heads, config.output_heads, config.bases);
  for (const double p : {config.dropout, config.attention_dropout}) {
    require(p >= 0 && p < 1, "dropout {} is not in [0, 1)", p);
  }
  require(config.precision == "f32" || config.precision == "bf16",
          "precision '{}' is none of f32, bf16", config.precision);
  require_messages(config);
  require(problem.classes >= 1, "the data has no classes to predict");
  require(problem.features != FeatureKind::kNone || !problem.symbolic,
          "batches of graphs need node features");
}

// What stands for features where there are none: a learnt row per node.
Value node_embedding(ModelContext& context, const ModelConfig& config, const ModelInputs& inputs) {
  const Type& a = context.builder.type(inputs.adjacency);
  return context.builder.parameter("embedding",
                                   dense_type(DType::kF32, a.space, a.rows, config.hidden),
                                   {InitializerKind::kGlorotUniform, 1.0});
}

// A model of nodes is a sound one that does not fit, which is no mistake in its result.
void require_logits(const Program& program, const ModelDefinition& model, const Problem& problem,
                    const ModelInputs& inputs, Value logits) {
  const Type& type = program.type(logits);
  const SpaceId nodes = program.type(inputs.adjacency).space;
  const SpaceId rows = problem.graph_level ? program.type(inputs.membership).space : nodes;
  if (problem.graph_level && type.space == nodes) {
    fail(ErrorKind::kUnsupported,
         "model {} has no readout: it scores nodes, but this data set has one label per graph, "
         "which takes gin",
         model.name);
  }
  require(type.is_dense() && type.dtype == DType::kF32 && type.space == rows &&
              type.cols == problem.classes,
          "model '{}': its result is {}, needs f32 with one row per {} and {} columns", model.name,
          to_string(type, program), problem.graph_level ? "graph" : "node", problem.classes);
}

}  // namespace

Value build_model(Builder& builder, const ModelDefinition& model, const ModelConfig& config,
                  const Problem& problem, bool training) {
  require_config(config, problem);
  ModelInputs inputs = declare_inputs(builder, problem, model.adjacency);
  ModelContext context = {builder, training,
                          config.precision == "bf16" ? DType::kBf16 : DType::kF32};
  if (!inputs.features.present() && model.name != "rgcn") {
    inputs.features = node_embedding(context, config, inputs);
  }
  const Value logits = model.build(context, config, inputs, problem.classes);
  require_logits(builder.program(), model, problem, inputs, logits);
  return logits;
}

namespace {

Value labels_input(Builder& builder, const Problem& problem, const std::string& name,
                   Value logits) {
  const Type& rows = builder.type(logits);
  return builder.input(name, dense_type(DType::kI32, rows.space, rows.rows, 1), !problem.symbolic);
}

// The weighted sum of the cross entropies of all groups.
Value grouped_loss(Builder& builder, const Problem& problem, Value logits, Value weights) {
  Value loss;
  int64_t first = 0;
  for (size_t i = 0; i < problem.class_groups.size(); ++i) {
    const ClassGroup& group = problem.class_groups[i];
    const Value labels = labels_input(builder, problem, fmt::format("labels{}", i), logits);
    const Value own = slice_columns(builder, logits, first, group.classes);
    const Value term = scale(builder, cross_entropy(builder, own, labels, weights), group.weight);
    loss = loss.present() ? add(builder, loss, term) : term;
    first += group.classes;
  }
  return loss;
}

}  // namespace

Value build_loss(Builder& builder, const Problem& problem, Value logits) {
  const Type rows = builder.type(logits);
  const bool constant = !problem.symbolic;
  const Type column = dense_type(DType::kF32, rows.space, rows.rows, 1);
  const Value weights = builder.input("label_weights", column, constant);
  if (!problem.class_groups.empty()) return grouped_loss(builder, problem, logits, weights);
  if (problem.multi_label) {
    const Value targets = builder.input(
        "targets", dense_type(DType::kF32, rows.space, rows.rows, problem.classes), constant);
    return binary_cross_entropy(builder, logits, targets, weights);
  }
  return cross_entropy(builder, logits, labels_input(builder, problem, "labels", logits), weights);
}

}  // namespace heddle
