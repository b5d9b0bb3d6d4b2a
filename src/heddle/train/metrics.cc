#include "heddle/train/metrics.h"

#include "heddle/base/error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace heddle {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::span<const float> row_of(MatrixView<const float> logits, int64_t row) {
  return {logits.row(row), static_cast<size_t>(logits.cols)};
}

struct Counts {
  int64_t true_positive = 0, false_positive = 0, false_negative = 0;

  int64_t total() const { return 2 * true_positive + false_positive + false_negative; }
  double f1() const {
    if (total() == 0) return 0;
    return 2.0 * static_cast<double>(true_positive) / static_cast<double>(total());
  }
};

F1 f1_of(const std::vector<Counts>& classes) {
  Counts sum;
  double macro = 0;
  for (const Counts& counts : classes) {
    sum.true_positive += counts.true_positive;
    sum.false_positive += counts.false_positive;
    sum.false_negative += counts.false_negative;
    macro += counts.f1();
  }
  return {sum.f1(), macro / static_cast<double>(classes.size())};
}

bool target_of(std::span<const int32_t> targets, int64_t classes, int32_t row, int64_t c) {
  return targets[static_cast<size_t>(row * classes + c)] != 0;
}

double exact_match(MatrixView<const float> logits, std::span<const int32_t> targets,
                   std::span<const int32_t> rows) {
  if (rows.empty()) return kNan;
  int64_t right = 0;
  for (const int32_t row : rows) {
    bool same = true;
    for (int64_t c = 0; c < logits.cols; ++c) {
      same = same && (logits.at(row, c) > 0) == target_of(targets, logits.cols, row, c);
    }
    right += same ? 1 : 0;
  }
  return static_cast<double>(right) / static_cast<double>(rows.size());
}

// Mean of roc_auc over classes; score_of(row, class) and is_positive(row, class).
template <class Score, class Positive>
double mean_roc_auc(int64_t classes, std::span<const int32_t> rows, const Score& score_of,
                    const Positive& is_positive) {
  std::vector<double> scores(rows.size());
  std::vector<bool> positive(rows.size());
  double sum = 0;
  int64_t counted = 0;
  for (int64_t c = 0; c < classes; ++c) {
    for (size_t i = 0; i < rows.size(); ++i) {
      scores[i] = score_of(rows[i], c);
      positive[i] = is_positive(rows[i], c);
    }
    const bool both = std::find(positive.begin(), positive.end(), true) != positive.end() &&
                      std::find(positive.begin(), positive.end(), false) != positive.end();
    if (!both) continue;
    sum += roc_auc(scores, positive);
    ++counted;
  }
  return counted == 0 ? kNan : sum / static_cast<double>(counted);
}

double softmax_of(MatrixView<const float> logits, int32_t row, int64_t c) {
  double sum = 0;
  for (int64_t other = 0; other < logits.cols; ++other) {
    sum += std::exp(static_cast<double>(logits.at(row, other)) - logits.at(row, c));
  }
  return 1.0 / sum;
}

}  // namespace

int32_t predicted_class(std::span<const float> logits) {
  return static_cast<int32_t>(std::max_element(logits.begin(), logits.end()) - logits.begin());
}

double accuracy(MatrixView<const float> logits, std::span<const int32_t> labels,
                std::span<const int32_t> rows) {
  if (rows.empty()) return kNan;
  const auto right = std::count_if(rows.begin(), rows.end(), [&](int32_t row) {
    return predicted_class(row_of(logits, row)) == labels[static_cast<size_t>(row)];
  });
  return static_cast<double>(right) / static_cast<double>(rows.size());
}

F1 single_label_f1(MatrixView<const float> logits, std::span<const int32_t> labels,
                   std::span<const int32_t> rows) {
  if (rows.empty()) return {kNan, kNan};
  std::vector<Counts> classes(static_cast<size_t>(logits.cols));
  for (const int32_t row : rows) {
    const auto predicted = static_cast<size_t>(predicted_class(row_of(logits, row)));
    const auto label = static_cast<size_t>(labels[static_cast<size_t>(row)]);
    if (predicted == label) {
      ++classes[label].true_positive;
    } else {
      ++classes[predicted].false_positive;
      if (label < classes.size()) ++classes[label].false_negative;
    }
  }
  std::erase_if(classes, [](const Counts& counts) { return counts.total() == 0; });
  return f1_of(classes);
}

F1 multi_label_f1(MatrixView<const float> logits, std::span<const int32_t> targets,
                  std::span<const int32_t> rows) {
  if (rows.empty()) return {kNan, kNan};
  std::vector<Counts> classes(static_cast<size_t>(logits.cols));
  for (const int32_t row : rows) {
    for (int64_t c = 0; c < logits.cols; ++c) {
      const bool predicted = logits.at(row, c) > 0;
      const bool target = target_of(targets, logits.cols, row, c);
      Counts& counts = classes[static_cast<size_t>(c)];
      counts.true_positive += predicted && target ? 1 : 0;
      counts.false_positive += predicted && !target ? 1 : 0;
      counts.false_negative += !predicted && target ? 1 : 0;
    }
  }
  return f1_of(classes);
}

// By rank sums (Mann and Whitney): equal scores share the mean of their ranks.
double roc_auc(std::span<const double> scores, const std::vector<bool>& positive) {
  if (std::any_of(scores.begin(), scores.end(), [](double s) { return std::isnan(s); })) {
    return kNan;
  }
  std::vector<size_t> order(scores.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return scores[a] < scores[b]; });
  double rank_sum = 0;
  double positives = 0;
  for (size_t begin = 0; begin < order.size();) {
    size_t end = begin;
    int64_t here = 0;
    for (; end < order.size() && scores[order[end]] == scores[order[begin]]; ++end) {
      here += positive[order[end]] ? 1 : 0;
    }
    const double rank = (static_cast<double>(begin + 1) + static_cast<double>(end)) / 2;
    rank_sum += rank * static_cast<double>(here);
    positives += static_cast<double>(here);
    begin = end;
  }
  const double negatives = static_cast<double>(scores.size()) - positives;
  if (positives == 0 || negatives == 0) return kNan;
  return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives);
}

double single_label_roc_auc(MatrixView<const float> logits, std::span<const int32_t> labels,
                            std::span<const int32_t> rows) {
  const auto is_class = [&](int32_t row, int64_t c) {
    return labels[static_cast<size_t>(row)] == static_cast<int32_t>(c);
  };
  if (logits.cols == 2) {
    std::vector<double> scores;
    std::vector<bool> positive;
    for (const int32_t row : rows) {
      scores.push_back(static_cast<double>(logits.at(row, 1)) - logits.at(row, 0));
      positive.push_back(is_class(row, 1));
    }
    return roc_auc(scores, positive);
  }
  const auto score_of = [&](int32_t row, int64_t c) { return softmax_of(logits, row, c); };
  return mean_roc_auc(logits.cols, rows, score_of, is_class);
}

double multi_label_roc_auc(MatrixView<const float> logits, std::span<const int32_t> targets,
                           std::span<const int32_t> rows) {
  const auto score_of = [&](int32_t row, int64_t c) {
    return static_cast<double>(logits.at(row, c));
  };
  const auto is_positive = [&](int32_t row, int64_t c) {
    return target_of(targets, logits.cols, row, c);
  };
  return mean_roc_auc(logits.cols, rows, score_of, is_positive);
}

double grouped_accuracy(MatrixView<const float> logits, std::span<const int32_t> targets,
                        std::span<const ClassGroup> groups, std::span<const int32_t> rows) {
  if (rows.empty()) return kNan;
  const auto is_right = [&](int32_t row) {
    size_t first = 0;
    for (const ClassGroup& group : groups) {
      const auto count = static_cast<size_t>(group.classes);
      const auto chosen = predicted_class(row_of(logits, row).subspan(first, count));
      if (!target_of(targets, logits.cols, row, static_cast<int64_t>(first) + chosen)) return false;
      first += count;
    }
    return true;
  };
  const auto right = std::count_if(rows.begin(), rows.end(), is_right);
  return static_cast<double>(right) / static_cast<double>(rows.size());
}

double Scores::get(std::string_view metric) const {
  if (metric == "accuracy") return accuracy;
  if (metric == "micro_f1") return micro_f1;
  if (metric == "macro_f1") return macro_f1;
  if (metric == "roc_auc") return roc_auc;
  fail(ErrorKind::kInvalidArgument,
       "metric '{}'; needs one of accuracy, micro_f1, macro_f1, roc_auc", metric);
}

Scores all_scores(MatrixView<const float> logits, const Dataset& dataset,
                  std::span<const int32_t> rows) {
  if (!dataset.class_groups.empty()) {
    return {grouped_accuracy(logits, dataset.labels, dataset.class_groups, rows), kNan, kNan, kNan};
  }
  if (dataset.multi_label) {
    const F1 f1 = multi_label_f1(logits, dataset.labels, rows);
    return {exact_match(logits, dataset.labels, rows), f1.micro, f1.macro,
            multi_label_roc_auc(logits, dataset.labels, rows)};
  }
  const F1 f1 = single_label_f1(logits, dataset.labels, rows);
  return {accuracy(logits, dataset.labels, rows), f1.micro, f1.macro,
          single_label_roc_auc(logits, dataset.labels, rows)};
}

double score(std::string_view metric, MatrixView<const float> logits, const Dataset& dataset,
             std::span<const int32_t> rows) {
  if (!dataset.class_groups.empty()) return all_scores(logits, dataset, rows).get(metric);
  const std::span<const int32_t> labels = dataset.labels;
  const bool multi = dataset.multi_label;
  if (metric == "accuracy") {
    return multi ? exact_match(logits, labels, rows) : accuracy(logits, labels, rows);
  }
  if (metric == "roc_auc") {
    return multi ? multi_label_roc_auc(logits, labels, rows)
                 : single_label_roc_auc(logits, labels, rows);
  }
  const F1 f1 =
      multi ? multi_label_f1(logits, labels, rows) : single_label_f1(logits, labels, rows);
  return Scores{.micro_f1 = f1.micro, .macro_f1 = f1.macro}.get(metric);
}

double mean(std::span<const double> values) {
  if (values.empty()) return kNan;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double sample_std(std::span<const double> values) {
  if (values.empty()) return kNan;
  if (values.size() == 1) return 0;
  const double center = mean(values);
  double sum = 0;
  for (const double value : values) sum += (value - center) * (value - center);
  return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

double median(std::vector<double> values) {
  if (values.empty()) return kNan;
  const size_t middle = values.size() / 2;
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(middle);
  std::nth_element(values.begin(), place, values.end());
  if (values.size() % 2 == 1) return *place;
  return (*place + *std::max_element(values.begin(), place)) / 2;
}

}  // namespace heddle
