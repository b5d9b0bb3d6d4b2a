// What training needs to know of the data: full-graph node tasks and batches of graphs differ here
// and nowhere else.
#pragma once

#include "heddle/data/dataset.h"
#include "heddle/nn/problem.h"
#include "heddle/runtime/session.h"

#include <cstdint>
#include <string>

namespace heddle {

struct EvaluationScores {
  double train = 0, validation = 0, test = 0;  // the task's metric; NaN for an empty split
  double validation_loss = 0;
};

class Task {
 public:
  virtual ~Task() = default;

  virtual const Problem& problem() const = 0;
  // The same at the mean sizes of a training step, where the Problem has bounds.
  virtual Problem typical_problem() const { return problem(); }
  virtual const Dataset& dataset() const = 0;
  virtual int64_t steps_per_epoch() const = 0;

  // Binds what a Session needs before its first run.
  virtual void bind_training(Session& session) = 0;
  virtual void bind_evaluation(Session& session) = 0;

  // Runs the steps of `epoch` (from 0) and returns the mean loss.
  virtual double train_epoch(Session& session, int64_t epoch) = 0;
  // Scores all splits with the session's weights.
  virtual EvaluationScores evaluate(Session& session) = 0;

  // "accuracy" | "micro_f1" | "roc_auc"
  const std::string& metric() const { return metric_; }

 protected:
  explicit Task(std::string metric) : metric_(std::move(metric)) {}
  EvaluationScores scores_of(MatrixView<const float> logits, const Split& split) const;

 private:
  std::string metric_;
};

// What a data set is measured by: its own metric if it states one, else accuracy, or micro-F1 for
// multi-label.
std::string metric_of(const Dataset& dataset);

}  // namespace heddle
