#include "heddle/train/metrics.h"

#include "heddle/base/error.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

namespace heddle {
namespace {

MatrixView<const float> matrix(const std::vector<float>& values, int64_t cols) {
  return {values.data(), static_cast<int64_t>(values.size()) / cols, cols, cols};
}

// Predictions 0, 2, 1, 1 (the first of equals); labels 0, 1, 1, 2.
const std::vector<float> kLogits = {2, 1, 0, /**/ 0, 1, 2, /**/ 0, 3, 3, /**/ -1, 0, -2};
const std::vector<int32_t> kLabels = {0, 1, 1, 2};
const std::vector<int32_t> kAll = {0, 1, 2, 3};

TEST(Metrics, AccuracyOnTheRowsGiven) {
  EXPECT_DOUBLE_EQ(accuracy(matrix(kLogits, 3), kLabels, kAll), 0.5);
  EXPECT_DOUBLE_EQ(accuracy(matrix(kLogits, 3), kLabels, std::vector<int32_t>{0, 2, 3}), 2.0 / 3);
  EXPECT_TRUE(std::isnan(accuracy(matrix(kLogits, 3), kLabels, {})));
}

TEST(Metrics, SingleLabelF1) {
  // Class 0: 1 hit. Class 1: 1 hit, 1 missed, 1 false. Class 2: 1 false, 1 missed.
  const F1 f1 = single_label_f1(matrix(kLogits, 3), kLabels, kAll);
  EXPECT_DOUBLE_EQ(f1.micro, 0.5);
  EXPECT_DOUBLE_EQ(f1.macro, (1.0 + 0.5 + 0.0) / 3);
  // Row 0 alone: classes 1 and 2 are neither there nor predicted.
  EXPECT_DOUBLE_EQ(single_label_f1(matrix(kLogits, 3), kLabels, std::vector<int32_t>{0}).macro, 1);
}

TEST(Metrics, MultiLabelF1) {
  // Predicted {0}, {0, 1}, {}; wanted {0, 1}, {1}, {1}.
  const std::vector<float> logits = {1, -1, /**/ 2, 3, /**/ -1, 0};
  const std::vector<int32_t> targets = {1, 1, /**/ 0, 1, /**/ 0, 1};
  const F1 f1 = multi_label_f1(matrix(logits, 2), targets, std::vector<int32_t>{0, 1, 2});
  // Class 0: 1 hit, 1 false: 2/3. Class 1: 1 hit, 2 missed: 2/4. Together: 2 hits, 1, 2: 4/7.
  EXPECT_DOUBLE_EQ(f1.micro, 4.0 / 7);
  EXPECT_DOUBLE_EQ(f1.macro, (2.0 / 3 + 0.5) / 2);
}

TEST(Metrics, RocAuc) {
  EXPECT_DOUBLE_EQ(roc_auc(std::vector<double>{0.1, 0.4, 0.35, 0.8}, {false, false, true, true}),
                   0.75);
  EXPECT_DOUBLE_EQ(roc_auc(std::vector<double>{1, 2, 3}, {true, false, false}), 0.0);
  EXPECT_DOUBLE_EQ(roc_auc(std::vector<double>{5, 5, 5, 5}, {true, false, true, false}), 0.5);
  // Positives 2 and 3, negatives 1 and 2: pairs 2>1, 2=2 (half), 3>1, 3>2.
  EXPECT_DOUBLE_EQ(roc_auc(std::vector<double>{2, 3, 1, 2}, {true, true, false, false}), 3.5 / 4);
  EXPECT_TRUE(std::isnan(roc_auc(std::vector<double>{1, 2}, {true, true})));
  EXPECT_TRUE(std::isnan(roc_auc({}, {})));
  EXPECT_TRUE(std::isnan(roc_auc(std::vector<double>{1, std::nan("")}, {true, false})));
}

TEST(Metrics, RocAucIsThatOfAllPairs) {
  std::vector<double> scores;
  std::vector<bool> positive;
  for (int i = 0; i < 97; ++i) {
    scores.push_back(i * 31 % 17);
    positive.push_back(i * i % 7 < 3);
  }
  double won = 0, pairs = 0;
  for (size_t i = 0; i < scores.size(); ++i) {
    for (size_t j = 0; j < scores.size(); ++j) {
      if (!positive[i] || positive[j]) continue;
      won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
      ++pairs;
    }
  }
  EXPECT_NEAR(roc_auc(scores, positive), won / pairs, 1e-12);
}

TEST(Metrics, RocAucOfTwoClassesUsesTheDifference) {
  // Differences 1, -1, 3; the logit of class 1 alone would rank them otherwise.
  const std::vector<float> logits = {4, 5, /**/ 10, 9, /**/ 0, 3};
  EXPECT_DOUBLE_EQ(single_label_roc_auc(matrix(logits, 2), std::vector<int32_t>{1, 0, 1},
                                        std::vector<int32_t>{0, 1, 2}),
                   1.0);
}

TEST(Metrics, RocAucLeavesOutClassesWithoutBothSides) {
  const std::vector<float> logits = {1, 0, /**/ 0, 1, /**/ 2, 5};
  const std::vector<int32_t> targets = {1, 1, /**/ 0, 1, /**/ 1, 1};
  EXPECT_DOUBLE_EQ(multi_label_roc_auc(matrix(logits, 2), targets, std::vector<int32_t>{0, 1, 2}),
                   1.0);
  EXPECT_TRUE(std::isnan(multi_label_roc_auc(matrix(logits, 2), targets, std::vector<int32_t>{0})));
}

TEST(Metrics, RocAucOfManyClassesIsOneAgainstTheRest) {
  const std::vector<float> logits = {9, 0, 0, /**/ 0, 9, 0, /**/ 0, 0, 9};
  EXPECT_DOUBLE_EQ(single_label_roc_auc(matrix(logits, 3), std::vector<int32_t>{0, 1, 2},
                                        std::vector<int32_t>{0, 1, 2}),
                   1.0);
}

TEST(Metrics, NanLogitsDoNotBreakAnything) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> logits = {kNan, kNan, kNan, 1, 2, kNan};
  const std::vector<int32_t> labels = {1, 0, 1};
  const std::vector<int32_t> rows = {0, 1, 2};
  const double value = accuracy(matrix(logits, 2), labels, rows);
  EXPECT_GE(value, 0.0);
  EXPECT_LE(value, 1.0);
  EXPECT_TRUE(std::isnan(single_label_roc_auc(matrix(logits, 2), labels, rows)));
}

TEST(Metrics, ByNameAsTheFunctions) {
  Dataset dataset;
  dataset.labels = kLabels;
  dataset.classes = 3;
  const Scores all = all_scores(matrix(kLogits, 3), dataset, kAll);
  for (const char* name : {"accuracy", "micro_f1", "macro_f1", "roc_auc"}) {
    EXPECT_DOUBLE_EQ(score(name, matrix(kLogits, 3), dataset, kAll), all.get(name)) << name;
  }
  EXPECT_DOUBLE_EQ(all.accuracy, 0.5);
  EXPECT_THROW(score("f2", matrix(kLogits, 3), dataset, kAll), Error);
}

TEST(Metrics, AccuracyOfMultiLabelIsExactMatch) {
  Dataset dataset;
  dataset.multi_label = true;
  dataset.classes = 2;
  dataset.labels = {1, 0, /**/ 1, 1};
  const std::vector<float> logits = {1, -1, /**/ 1, -1};
  EXPECT_DOUBLE_EQ(all_scores(matrix(logits, 2), dataset, std::vector<int32_t>{0, 1}).accuracy,
                   0.5);
}

TEST(Metrics, MeanStdMedian) {
  const std::vector<double> values = {2, 4, 4, 4, 5, 5, 7, 9};
  EXPECT_DOUBLE_EQ(mean(values), 5.0);
  EXPECT_DOUBLE_EQ(sample_std(values), std::sqrt(32.0 / 7));
  EXPECT_DOUBLE_EQ(sample_std(std::vector<double>{3}), 0.0);
  EXPECT_TRUE(std::isnan(mean({})));
  EXPECT_DOUBLE_EQ(median({3, 1, 2}), 2.0);
  EXPECT_DOUBLE_EQ(median({4, 1, 3, 2}), 2.5);
}

}  // namespace
}  // namespace heddle
