// Node classification on a full graph: one step is one epoch.
#pragma once

#include "heddle/train/graph_inputs.h"
#include "heddle/train/task.h"

#include <vector>

namespace heddle {

class NodeTask : public Task {
 public:
  // Borrows the data set. Throws InvalidArgument if there is no such split or it trains on nothing.
  NodeTask(const Dataset& dataset, int64_t split, const AdjacencyOptions& options,
           bool normalize_features, int threads);

  const Problem& problem() const override { return inputs_.problem(); }
  const Dataset& dataset() const override { return dataset_; }
  int64_t steps_per_epoch() const override { return 1; }
  void bind_training(Session& session) override;
  void bind_evaluation(Session& session) override { inputs_.bind(session.bindings()); }
  double train_epoch(Session& session, int64_t epoch) override;
  EvaluationScores evaluate(Session& session) override;

 private:
  const Dataset& dataset_;
  const Split& split_;
  GraphInputs inputs_;
  std::vector<float> label_weights_;  // 1 for training rows
  std::vector<float> targets_;        // multi-label
  // Of groups of classes: the class of each row in the first group, then in the second, ...
  std::vector<int32_t> group_labels_;
};

// The split by number; throws InvalidArgument if the data set does not have it.
const Split& split_of(const Dataset& dataset, int64_t split);

}  // namespace heddle
