#include "heddle/train/mean_loss.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace heddle {
namespace {

double cross_entropy_of_row(std::span<const float> logits, int32_t label) {
  const double largest = *std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (const float logit : logits) sum += std::exp(logit - largest);
  return largest + std::log(sum) - logits[static_cast<size_t>(label)];
}

// log(1 + exp(z)) - target * z, without overflow.
double binary_cross_entropy_of_row(std::span<const float> logits,
                                   std::span<const int32_t> targets) {
  double sum = 0;
  for (size_t c = 0; c < logits.size(); ++c) {
    const double z = logits[c];
    sum += std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z))) - targets[c] * z;
  }
  return sum / static_cast<double>(logits.size());
}

// Of all groups of classes, as they weigh in training.
double grouped_loss_of_row(std::span<const float> logits, std::span<const int32_t> targets,
                           std::span<const ClassGroup> groups) {
  double sum = 0;
  for (const ClassGroup& group : groups) {
    const auto count = static_cast<size_t>(group.classes);
    const auto label = std::find(targets.begin(), targets.begin() + group.classes, 1);
    sum += group.weight *
           cross_entropy_of_row(logits.first(count), static_cast<int32_t>(label - targets.begin()));
    logits = logits.subspan(count);
    targets = targets.subspan(count);
  }
  return sum;
}

double loss_of_row(std::span<const float> logits, const Dataset& dataset, size_t row) {
  if (!dataset.multi_label) return cross_entropy_of_row(logits, dataset.labels[row]);
  const std::span<const int32_t> targets =
      std::span(dataset.labels).subspan(row * logits.size(), logits.size());
  return dataset.class_groups.empty() ? binary_cross_entropy_of_row(logits, targets)
                                      : grouped_loss_of_row(logits, targets, dataset.class_groups);
}

}  // namespace

double mean_loss(MatrixView<const float> logits, const Dataset& dataset,
                 std::span<const int32_t> rows) {
  if (rows.empty()) return std::numeric_limits<double>::quiet_NaN();
  const auto classes = static_cast<size_t>(logits.cols);
  double sum = 0;
  for (const int32_t row : rows) {
    const std::span<const float> row_logits(logits.row(row), classes);
    sum += loss_of_row(row_logits, dataset, static_cast<size_t>(row));
  }
  return sum / static_cast<double>(rows.size());
}

}  // namespace heddle
