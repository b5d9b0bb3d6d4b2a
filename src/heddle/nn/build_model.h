// A model with its inputs, and its loss.
#pragma once

#include "heddle/nn/model_definition.h"

namespace heddle {

// Declares the inputs of `problem` and appends the model. Returns the logits. Throws
// InvalidArgument for impossible sizes or a model that does not fit the problem, Unsupported for a
// model of nodes where graphs have labels. Without features
// rgcn learns a row per node and relation, other models get an embedding per node for features.
Value build_model(Builder& builder, const ModelDefinition& model, const ModelConfig& config,
                  const Problem& problem, bool training);

// The loss of logits against the inputs "labels" (i32, one column), "labels0", "labels1", ... (one
// per group of classes) or "targets" (f32, multi-label) and "label_weights" (f32, one column; 0
// leaves a row out). Declares these inputs.
Value build_loss(Builder& builder, const Problem& problem, Value logits);

}  // namespace heddle
