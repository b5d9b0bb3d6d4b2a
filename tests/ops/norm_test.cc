// Normalisations on numbers that can be worked out by hand.

#include "heddle/ops/batch_norm.h"
#include "heddle/ops/layer_norm.h"
#include "tests/ops/value_run.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace heddle::test {
namespace {

struct Normalized {
  std::vector<double> y, mean, inverse_std, running_mean, running_var;
};

// One column, gamma 2, beta 10, running mean 4 and variance 8, momentum 1 / 4.
Normalized normalize_column(const std::vector<double>& x, double eps) {
  ValueRun run(static_cast<int64_t>(x.size()));
  const BatchNorm out = batch_norm(run.builder(), run.nodes(x), run.row({2}), run.row({10}),
                                   run.row({4}), run.row({8}), eps, 0.25);
  return {run(out.y), run(out.mean), run(out.inverse_std), run(out.running_mean),
          run(out.running_var)};
}

TEST(BatchNorm, NormalisesWithTheVarianceOfTheBatchAndKeepsTheUnbiasedOne) {
  const Normalized out = normalize_column({1, 3, 5, 7}, 0);  // mean 4, variance 5
  EXPECT_EQ(out.mean, std::vector<double>{4});
  EXPECT_NEAR(out.inverse_std[0], 1 / std::sqrt(5.0), 1e-15);
  for (size_t i = 0; i < 4; ++i) {
    const double x = 2.0 * static_cast<double>(i) + 1;
    EXPECT_NEAR(out.y[i], 10 + 2 * (x - 4) / std::sqrt(5.0), 1e-14);
  }
  EXPECT_NEAR(out.running_mean[0], 4, 1e-15);
  EXPECT_NEAR(out.running_var[0], 0.75 * 8 + 0.25 * 20 / 3, 1e-14);
}

TEST(BatchNorm, OfOneRowIsBeta) {
  const Normalized out = normalize_column({6}, 1e-5);
  EXPECT_EQ(out.y, std::vector<double>{10});
  EXPECT_EQ(out.running_mean, std::vector<double>{0.75 * 4 + 0.25 * 6});
  EXPECT_EQ(out.running_var, std::vector<double>{0.75 * 8});
}

TEST(BatchNorm, OfNoRowsLeavesTheStatisticsAlone) {
  const Normalized out = normalize_column({}, 1e-5);
  EXPECT_TRUE(out.y.empty());
  EXPECT_EQ(out.mean, std::vector<double>{0});
  EXPECT_EQ(out.running_mean, std::vector<double>{4});
  EXPECT_EQ(out.running_var, std::vector<double>{8});
}

TEST(BatchNorm, InferenceUsesTheRunningStatistics) {
  ValueRun run(2);
  const Value y = batch_norm_inference(run.builder(), run.nodes({5, 1}), run.row({2}),
                                       run.row({10}), run.row({1}), run.row({3}), 1.0);
  EXPECT_EQ(run(y), (std::vector<double>{14, 10}));
}

TEST(LayerNorm, NormalisesEveryRow) {
  ValueRun run(2);
  const LayerNorm out =
      layer_norm(run.builder(), run.nodes({1, 5, 3, 3}), run.row({1, 2}), run.row({0, 10}), 0.5);
  const std::vector<double> y = run(out.y);
  const double s = 1 / std::sqrt(4.5);
  EXPECT_NEAR(y[0], -2 * s, 1e-15);
  EXPECT_NEAR(y[1], 10 + 2 * 2 * s, 1e-14);
  EXPECT_EQ(y[2], 0);
  EXPECT_EQ(y[3], 10);
  EXPECT_EQ(run(out.mean), (std::vector<double>{3, 3}));
}

}  // namespace
}  // namespace heddle::test
