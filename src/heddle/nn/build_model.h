// A model by name.
#pragma once

#include "heddle/graph/adjacency.h"
#include "heddle/nn/model_config.h"
#include "heddle/nn/problem.h"

#include <string_view>

namespace heddle {

// Which edges a model walks: self loops for gcn and gat, inverse relations for rgcn.
AdjacencyOptions adjacency_options(std::string_view model);

// Declares the inputs of `problem` and appends the model. Returns the logits: [N, classes] or, at
// graph level, [B, classes]. Throws InvalidArgument for an unknown model, impossible sizes or a
// model that does not fit the problem (gin needs features; rgcn learns rows without them, the
// others use an embedding per node).
Value build_model(Builder& builder, const ModelConfig& config, const Problem& problem,
                  bool training);

// The loss of logits against the inputs "labels" (i32, one column) or "targets" (f32, multi-label)
// and "label_weights" (f32, one column; 0 leaves a row out). Declares these inputs.
Value build_loss(Builder& builder, const Problem& problem, Value logits);

}  // namespace heddle
