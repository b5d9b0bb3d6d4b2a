#include "heddle/train/node_task.h"

#include "heddle/base/error.h"

#include <fmt/core.h>

#include <algorithm>

namespace heddle {
namespace {

std::vector<int32_t> labels_of_groups(const Dataset& dataset) {
  const auto classes = static_cast<int64_t>(dataset.classes);
  std::vector<int32_t> labels;
  int64_t first = 0;
  for (const ClassGroup& group : dataset.class_groups) {
    for (int64_t row = 0; row < dataset.rows(); ++row) {
      const auto begin = dataset.labels.begin() + row * classes + first;
      labels.push_back(static_cast<int32_t>(std::find(begin, begin + group.classes, 1) - begin));
    }
    first += group.classes;
  }
  return labels;
}

}  // namespace

const Split& split_of(const Dataset& dataset, int64_t split) {
  require(!dataset.splits.empty(), "data set '{}': has no train / validation / test split",
          dataset.name);
  require(split >= 0 && split < static_cast<int64_t>(dataset.splits.size()),
          "data set '{}': split {} is not among 0 to {}", dataset.name, split,
          dataset.splits.size() - 1);
  const Split& chosen = dataset.splits[static_cast<size_t>(split)];
  require(!chosen.train.empty(), "data set '{}': split {} has no training rows", dataset.name,
          split);
  return chosen;
}

NodeTask::NodeTask(const Dataset& dataset, int64_t split, const AdjacencyOptions& options,
                   bool normalize_features, int threads)
    : Task(metric_of(dataset)),
      dataset_(dataset),
      split_(split_of(dataset, split)),
      inputs_(dataset, options, normalize_features, true, threads),
      label_weights_(static_cast<size_t>(dataset.rows()), 0.0F) {
  for (const int32_t row : split_.train) label_weights_[static_cast<size_t>(row)] = 1.0F;
  if (!dataset.class_groups.empty()) {
    group_labels_ = labels_of_groups(dataset);
  } else if (dataset.multi_label) {
    targets_.assign(dataset.labels.begin(), dataset.labels.end());
  }
}

void NodeTask::bind_training(Session& session) {
  Bindings& bindings = session.bindings();
  inputs_.bind(bindings);
  const int64_t rows = dataset_.rows();
  bindings.bind<float>("label_weights", {label_weights_.data(), rows, 1, 1});
  if (!group_labels_.empty()) {
    for (size_t i = 0; i < dataset_.class_groups.size(); ++i) {
      bindings.bind<int32_t>(fmt::format("labels{}", i),
                             {group_labels_.data() + static_cast<int64_t>(i) * rows, rows, 1, 1});
    }
  } else if (dataset_.multi_label) {
    bindings.bind<float>("targets", {targets_.data(), rows, dataset_.classes, dataset_.classes});
  } else {
    bindings.bind<int32_t>("labels", {dataset_.labels.data(), rows, 1, 1});
  }
}

double NodeTask::train_epoch(Session& session, int64_t epoch) {
  session.run(static_cast<uint32_t>(epoch));
  return *session.output("loss").values<const float>();
}

EvaluationScores NodeTask::evaluate(Session& session) {
  session.run(0);
  return scores_of(session.output("logits").matrix<const float>(), split_);
}

}  // namespace heddle
