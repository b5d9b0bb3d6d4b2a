// Classification of whole graphs in batches: one epoch is one pass over the training graphs.
#pragma once

#include "heddle/data/graph_batches.h"
#include "heddle/train/task.h"

#include <vector>

namespace heddle {

class GraphTask : public Task {
 public:
  // Borrows the data set; copies the split.
  GraphTask(const Dataset& dataset, Split split, const AdjacencyOptions& options,
            int64_t graphs_per_batch, int threads);

  const Problem& problem() const override { return problem_; }
  Problem typical_problem() const override;
  const Dataset& dataset() const override { return dataset_; }
  int64_t steps_per_epoch() const override;
  void bind_training(Session&) override {}    // every batch binds its own inputs
  void bind_evaluation(Session&) override {}  // likewise
  double train_epoch(Session& session, int64_t epoch) override;
  EvaluationScores evaluate(Session& session) override;
  // Logits of all graphs in the data set's order, [graphs, classes].
  void predict(Session& session, MatrixView<float> logits);

 private:
  std::span<const int32_t> next_batch(std::span<const int32_t> rows, size_t begin) const;
  const GraphBatch& bind_batch(Session& session, std::span<const int32_t> ids);
  void bind_labels(Session& session, const GraphBatch& batch);
  void predict_rows(Session& session, std::span<const int32_t> rows, MatrixView<float> logits);

  const Dataset& dataset_;
  Split split_;
  GraphBatcher batcher_;
  Problem problem_;
  std::vector<int32_t> order_;     // training graphs of the epoch
  std::vector<int32_t> all_rows_;  // 0, 1, 2, ...
  std::vector<float> label_weights_, targets_;
  std::vector<float> logits_;  // of all graphs
};

}  // namespace heddle
