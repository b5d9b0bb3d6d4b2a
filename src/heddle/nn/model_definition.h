// A model: a name, the edges it walks, and a function over the Builder.
#pragma once

#include "heddle/graph/adjacency.h"
#include "heddle/nn/model_config.h"
#include "heddle/nn/model_context.h"
#include "heddle/nn/problem.h"

#include <cstdint>
#include <functional>
#include <string>

namespace heddle {

struct ModelDefinition {
  std::string name;
  AdjacencyOptions adjacency;
  // Appends the model and returns its logits: f32 [N, classes] or, at graph level, [B, classes].
  // Called once for training and once for inference, so a model states itself once.
  std::function<Value(ModelContext&, const ModelConfig&, const ModelInputs&, int64_t classes)>
      build;
};

// gcn (self loops) | sage | gat (self loops) | rgcn (inverse relations) | gin | circuit (rgcn's
// layers, no inverse relations) | gamora. Throws InvalidArgument, listing them, for another name.
const ModelDefinition& find_model(const std::string& name);

}  // namespace heddle
