// How good a model's logits are, on a list of rows. Everything is NaN for an empty list.
#pragma once

#include "heddle/data/dataset.h"
#include "heddle/tensor/matrix_view.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

// Of one row with one class: that of the largest logit, the first one of equals.
int32_t predicted_class(std::span<const float> logits);

// Share of `rows` whose predicted class is the label.
double accuracy(MatrixView<const float> logits, std::span<const int32_t> labels,
                std::span<const int32_t> rows);

struct F1 {
  double micro = 0;  // from true and false positives summed over classes
  double macro = 0;  // mean over classes
};
// One class per row: the prediction is the largest logit. Micro-F1 is then the accuracy; classes
// that neither occur nor are predicted are left out of the mean, as scikit-learn does.
F1 single_label_f1(MatrixView<const float> logits, std::span<const int32_t> labels,
                   std::span<const int32_t> rows);
// `targets` is 0/1, row-major [rows of logits, classes]; predicted are the logits above 0. A class
// that neither occurs nor is predicted counts 0.
F1 multi_label_f1(MatrixView<const float> logits, std::span<const int32_t> targets,
                  std::span<const int32_t> rows);

// Area under the ROC curve: the chance that a positive scores above a negative, ties half. NaN
// unless both occur, or if a score is NaN. O(n log n).
double roc_auc(std::span<const double> scores, const std::vector<bool>& positive);
// Two classes: by the difference of the logits. More: mean over classes of one against the rest by
// softmax, over the classes that have both sides.
double single_label_roc_auc(MatrixView<const float> logits, std::span<const int32_t> labels,
                            std::span<const int32_t> rows);
// Mean over the classes that have both sides.
double multi_label_roc_auc(MatrixView<const float> logits, std::span<const int32_t> targets,
                           std::span<const int32_t> rows);

// Share of `rows` for which the largest logit of every group of classes is right. `targets` as
// above.
double grouped_accuracy(MatrixView<const float> logits, std::span<const int32_t> targets,
                        std::span<const ClassGroup> groups, std::span<const int32_t> rows);

// All that `evaluate` reports; with groups of classes the accuracy alone, the others are NaN.
struct Scores {
  double accuracy = 0;  // multi-label: share of rows with every class right
  double micro_f1 = 0, macro_f1 = 0, roc_auc = 0;

  double get(std::string_view metric) const;  // accuracy | micro_f1 | macro_f1 | roc_auc
};
Scores all_scores(MatrixView<const float> logits, const Dataset& dataset,
                  std::span<const int32_t> rows);
// One of them, by name; throws InvalidArgument for an unknown name.
double score(std::string_view metric, MatrixView<const float> logits, const Dataset& dataset,
             std::span<const int32_t> rows);

// NaN without values; the sample standard deviation (n - 1) is 0 for one value.
double mean(std::span<const double> values);
double sample_std(std::span<const double> values);
double median(std::vector<double> values);

}  // namespace heddle
