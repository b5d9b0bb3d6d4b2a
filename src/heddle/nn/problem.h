// What a model is given, and the inputs that a Program declares for it.
#pragma once

#include "heddle/base/class_group.h"
#include "heddle/graph/adjacency.h"
#include "heddle/ir/builder.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace heddle {

enum class FeatureKind : uint8_t { kNone, kDense, kCsr };

// Sizes are exact for a full graph, bounds for batches of graphs.
struct Problem {
  bool symbolic = false;  // batches: every run has its own sizes
  bool graph_level = false;
  int64_t nodes = 0;
  int64_t edges = 0;   // of the adjacency that the model asks for, self loops included
  int64_t graphs = 0;  // graph level
  int64_t relations = 1;
  bool weighted_edges = false;
  FeatureKind features = FeatureKind::kDense;
  int64_t feature_cols = 0;
  int64_t feature_entries = 0;  // kCsr
  int64_t classes = 0;
  bool multi_label = false;
  std::vector<ClassGroup> class_groups;  // multi-label: a softmax for each; empty: a sigmoid each
};

// Values that stand for the inputs. The names under which they are bound are fixed: "graph",
// "features", "edge_weights", "membership".
struct ModelInputs {
  Value adjacency;
  Value features;      // kNoValue: featureless
  Value edge_weights;  // kNoValue: every edge weighs 1
  Value membership;    // graph level: graphs <- nodes
};

// By the names of the spaces that declare_inputs makes.
std::map<std::string, int64_t> space_sizes(const Problem& problem);

ModelInputs declare_inputs(Builder& builder, const Problem& problem,
                           const AdjacencyOptions& options);

}  // namespace heddle
