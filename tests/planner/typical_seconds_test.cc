#include "heddle/planner/typical_seconds.h"

#include "heddle/train/make_task.h"
#include "heddle/train/plan_task.h"
#include "tests/support/small_tasks.h"

#include <gtest/gtest.h>

namespace heddle {
namespace {

TrainPlan plan_of(const SmallTask& small) {
  const auto task = make_task(small.dataset, small.config, model_of(small.config, {}).adjacency);
  return plan_task(*task, small.config, {}, measure_plan_basis(small.config));
}

TEST(TypicalSeconds, AFullGraphIsItsOwnBound) {
  const TrainPlan plan = plan_of(small_task("gcn"));
  ASSERT_EQ(plan.step_seconds.size(), plan.training.plan->steps.size());
  for (size_t i = 0; i < plan.step_seconds.size(); ++i) {
    EXPECT_EQ(plan.step_seconds[i], plan.training.plan->steps[i].cost.seconds) << i;
  }
}

TEST(TypicalSeconds, BatchesTakeLessThanTheLargest) {
  const TrainPlan plan = plan_of(small_task("gin"));
  ASSERT_EQ(plan.step_seconds.size(), plan.training.plan->steps.size());
  const auto steps = static_cast<double>(plan.steps_per_epoch);
  EXPECT_GT(plan.epoch_seconds, 0);
  EXPECT_LT(plan.epoch_seconds, 0.95 * steps * plan.training.plan->step_seconds);
}

}  // namespace
}  // namespace heddle
