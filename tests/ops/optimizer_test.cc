// Steps of optimisers against the published update rules, written out for one weight.

#include "heddle/ops/adam.h"
#include "heddle/ops/increment.h"
#include "heddle/ops/learning_rate.h"
#include "heddle/ops/sgd.h"
#include "tests/ops/value_run.h"

#include <gtest/gtest.h>

#include <cmath>

namespace heddle::test {
namespace {

struct AdamState {
  double w, m, v;
};

// Algorithm 1 of Kingma and Ba 2015 with bias-corrected moments, as torch.optim.Adam and AdamW.
AdamState published_adam(AdamState s, double g, int64_t steps_before, double rate,
                         const AdamOptions& o) {
  const auto t = static_cast<double>(steps_before + 1);
  if (o.decoupled) {
    s.w -= rate * o.weight_decay * s.w;
  } else {
    g += o.weight_decay * s.w;
  }
  s.m = o.beta1 * s.m + (1 - o.beta1) * g;
  s.v = o.beta2 * s.v + (1 - o.beta2) * g * g;
  const double m_hat = s.m / (1 - std::pow(o.beta1, t));
  const double v_hat = s.v / (1 - std::pow(o.beta2, t));
  s.w -= rate * m_hat / (std::sqrt(v_hat) + o.eps);
  return s;
}

AdamState one_step(const AdamState& s, double g, int64_t step, double rate,
                   const AdamOptions& options) {
  ValueRun run(0);
  const AdamStep next = adam(run.builder(), run.row({s.w}), run.row({g}), run.row({s.m}),
                             run.row({s.v}), run.scalar(static_cast<double>(step), DType::kI64),
                             run.scalar(rate, DType::kF32), options);
  return {run(next.w)[0], run(next.m)[0], run(next.v)[0]};
}

TEST(Adam, FollowsThePublishedRuleForManySteps) {
  constexpr double kRate = 0.0625;  // exact in f32
  for (const AdamOptions& options :
       {AdamOptions{}, AdamOptions{.weight_decay = 0.1},
        AdamOptions{.beta1 = 0.5, .eps = 1e-3, .weight_decay = 0.1, .decoupled = true}}) {
    AdamState state = {0.7, 0, 0}, expected = state;
    for (int64_t step = 0; step < 20; ++step) {
      const double g = std::sin(static_cast<double>(step)) + 0.1 * state.w;
      state = one_step(state, g, step, kRate, options);
      expected = published_adam(expected, g, step, kRate, options);
      EXPECT_NEAR(state.w, expected.w, 1e-13);
      EXPECT_NEAR(state.m, expected.m, 1e-13);
      EXPECT_NEAR(state.v, expected.v, 1e-13);
    }
  }
}

// Bias correction makes the first step as long as the learning rate, whatever the gradient.
TEST(Adam, FirstStepHasTheLengthOfTheLearningRate) {
  for (const double g : {1e-3, 1.0, -50.0}) {
    const AdamState next = one_step({1, 0, 0}, g, 0, 0.125, {});
    EXPECT_NEAR(next.w, g > 0 ? 0.875 : 1.125, 2e-6);
  }
}

TEST(Sgd, KeepsVelocityAsTorchDoes) {
  double w = 1, velocity = 0;
  for (const double g : {0.5, -0.25, 2.0}) {
    ValueRun run(0);
    const SgdStep next = sgd(run.builder(), run.row({w}), run.row({g}), run.row({velocity}),
                             run.scalar(0.25, DType::kF32), 0.5, 0.125);
    velocity = 0.5 * velocity + g + 0.125 * w;
    w -= 0.25 * velocity;
    EXPECT_DOUBLE_EQ(run(next.w)[0], w);
    EXPECT_DOUBLE_EQ(run(next.velocity)[0], velocity);
  }
}

TEST(LearningRate, FallsEveryFewSteps) {
  const auto rate = [](int64_t step, double gamma, int64_t every) {
    ValueRun run(0);
    const Value value = run.scalar(static_cast<double>(step), DType::kI64);
    return run(learning_rate(run.builder(), value, 0.5, gamma, every))[0];
  };
  EXPECT_EQ(rate(0, 0.5, 10), 0.5);
  EXPECT_EQ(rate(9, 0.5, 10), 0.5);
  EXPECT_EQ(rate(10, 0.5, 10), 0.25);
  EXPECT_EQ(rate(39, 0.5, 10), 0.0625);
  EXPECT_EQ(rate(1000000, 0.5, 0), 0.5);
}

TEST(Increment, CountsPast32Bits) {
  ValueRun run(0);
  const Value step = run.scalar(4294967296.0, DType::kI64);
  EXPECT_EQ(run(increment(run.builder(), step))[0], 4294967297.0);
}

}  // namespace
}  // namespace heddle::test
