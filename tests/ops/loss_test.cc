// Values of losses that can be worked out by hand, and what masks and bad labels do.

#include "heddle/ops/binary_cross_entropy.h"
#include "heddle/ops/cross_entropy.h"
#include "tests/ops/value_run.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace heddle::test {
namespace {

double cross_entropy_of(const std::vector<double>& logits, const std::vector<double>& labels,
                        const std::vector<double>& weights) {
  ValueRun run(static_cast<int64_t>(labels.size()));
  return run(cross_entropy(run.builder(), run.nodes(logits), run.nodes(labels, DType::kI32),
                           run.nodes(weights)))[0];
}

std::vector<double> cross_entropy_gradient_of(const std::vector<double>& logits,
                                              const std::vector<double>& labels,
                                              const std::vector<double>& weights) {
  ValueRun run(static_cast<int64_t>(labels.size()));
  const Value d_loss = run.row({1});
  return run(run.builder().append(
      kCrossEntropyGradient,
      {run.nodes(logits), run.nodes(labels, DType::kI32), run.nodes(weights), d_loss}));
}

TEST(CrossEntropy, OfEqualLogitsIsTheLogarithmOfTheClasses) {
  EXPECT_NEAR(cross_entropy_of({7, 7, 7, 7}, {2}, {1}), std::log(4.0), 1e-15);
  EXPECT_NEAR(cross_entropy_of({0, 0, -3, -3}, {0, 1}, {1, 0.25}), std::log(2.0), 1e-15);
}

TEST(CrossEntropy, IsAWeightedMean) {
  // Row 0 costs log(1 + e), row 1 log(1 + e^-1).
  const double expected = (3 * std::log1p(std::exp(1.0)) + std::log1p(std::exp(-1.0))) / 4;
  EXPECT_NEAR(cross_entropy_of({0, 1, 0, 1}, {0, 1}, {3, 1}), expected, 1e-15);
}

TEST(CrossEntropy, LooksAtRowsThatCountOnly) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_NEAR(cross_entropy_of({0, 0, infinity, 5}, {1, -1}, {1, 0}), std::log(2.0), 1e-15);
  EXPECT_EQ(cross_entropy_gradient_of({0, 0, infinity, 5}, {1, 1000}, {2, 0}),
            (std::vector<double>{0.5, -0.5, 0, 0}));
}

TEST(CrossEntropy, OfNothingIsZero) {
  EXPECT_EQ(cross_entropy_of({1, 2, 3, 4}, {0, 1}, {0, 0}), 0);
  EXPECT_EQ(cross_entropy_of({}, {}, {}), 0);
  EXPECT_EQ(cross_entropy_gradient_of({1, 2}, {0}, {0}), (std::vector<double>{0, 0}));
}

TEST(CrossEntropy, DoesNotOverflow) {
  EXPECT_NEAR(cross_entropy_of({1000, -1000}, {1}, {1}), 2000, 1e-12);
  EXPECT_NEAR(cross_entropy_of({1000, -1000}, {0}, {1}), 0, 1e-12);
}

TEST(CrossEntropy, ShowsABadLabel) {
  EXPECT_TRUE(std::isnan(cross_entropy_of({1, 2}, {2}, {1})));
  EXPECT_TRUE(std::isnan(cross_entropy_of({1, 2}, {-1}, {1})));
}

double binary_cross_entropy_of(const std::vector<double>& logits,
                               const std::vector<double>& targets,
                               const std::vector<double>& weights) {
  ValueRun run(static_cast<int64_t>(weights.size()));
  return run(binary_cross_entropy(run.builder(), run.nodes(logits), run.nodes(targets),
                                  run.nodes(weights)))[0];
}

TEST(BinaryCrossEntropy, IsTheMeanOverClassesAndWeightedRows) {
  EXPECT_NEAR(binary_cross_entropy_of({0, 0, 0}, {1, 0, 0.5}, {2}), std::log(2.0), 1e-15);
  // -log(sigmoid(1)) and -log(1 - sigmoid(1)) of row 0, log 2 twice of row 1.
  const double row0 = std::log1p(std::exp(-1.0)) + std::log1p(std::exp(1.0));
  EXPECT_NEAR(binary_cross_entropy_of({1, 1, 0, 0}, {1, 0, 0, 1}, {1, 3}),
              (row0 + 3 * 2 * std::log(2.0)) / (2 * 4), 1e-15);
}

TEST(BinaryCrossEntropy, DoesNotOverflowAndMasks) {
  EXPECT_NEAR(binary_cross_entropy_of({1000, -1000}, {0, 1}, {1}), 1000, 1e-12);
  EXPECT_EQ(binary_cross_entropy_of({1000, -1000}, {1, 0}, {1}), 0);
  EXPECT_EQ(binary_cross_entropy_of({1, 2}, {1, 0}, {0}), 0);
}

}  // namespace
}  // namespace heddle::test
