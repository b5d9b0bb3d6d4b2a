#include "heddle/train/task.h"

#include "heddle/train/mean_loss.h"
#include "heddle/train/metrics.h"

namespace heddle {

std::string metric_of(const Dataset& dataset) {
  if (dataset.metric == "ROC-AUC") return "roc_auc";
  if (!dataset.class_groups.empty()) return "accuracy";
  return dataset.multi_label ? "micro_f1" : "accuracy";
}

EvaluationScores Task::scores_of(MatrixView<const float> logits, const Split& split) const {
  const Dataset& data = dataset();
  return {.train = score(metric_, logits, data, split.train),
          .validation = score(metric_, logits, data, split.validation),
          .test = score(metric_, logits, data, split.test),
          .validation_loss = mean_loss(logits, data, split.validation)};
}

}  // namespace heddle
