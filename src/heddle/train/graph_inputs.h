// The inputs of a full graph: adjacency, features and edge weights as a model wants them.
#pragma once

#include "heddle/data/dataset.h"
#include "heddle/graph/adjacency.h"
#include "heddle/nn/problem.h"
#include "heddle/runtime/bindings.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace heddle {

// Borrows the data set's features; owns what it derives from them. Does not move.
class GraphInputs {
 public:
  // `normalize_features`: rows sum to 1. Transposes are built for training only.
  GraphInputs(const Dataset& dataset, const AdjacencyOptions& options, bool normalize_features,
              bool training, int threads);
  GraphInputs(const GraphInputs&) = delete;
  GraphInputs& operator=(const GraphInputs&) = delete;

  const Problem& problem() const { return problem_; }
  void bind(Bindings& bindings) const;

 private:
  void set_features(const DenseFeatures& features, bool normalize);
  void set_features(const CsrMatrix& features, bool normalize, bool training);

  Problem problem_;
  Adjacency adjacency_;
  std::unique_ptr<Adjacency> feature_structure_;  // csr features
  std::vector<float> feature_values_;             // csr features, if normalised
  Buffer dense_features_;                         // dense features, if normalised
  const float* values_ = nullptr;
};

}  // namespace heddle
