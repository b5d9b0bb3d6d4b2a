// What is computed once is computed for all sessions that share it.

#include "heddle/runtime/once_values.h"

#include "heddle/runtime/session.h"
#include "heddle/train/make_task.h"
#include "heddle/train/plan_task.h"
#include "tests/support/small_tasks.h"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace heddle {
namespace {

// Without dropout of features A X is computed once, in training and in evaluation.
SmallTask sage_of_fixed_features() {
  SmallTask small = small_task("sage");
  small.config.model.input_dropout = false;
  return small;
}

class OnceValuesOfSage : public testing::Test {
 protected:
  std::vector<float> logits(Session& evaluation) const {
    task_->bind_evaluation(evaluation);
    evaluation.run(0);
    const auto rows = evaluation.output("logits").matrix<const float>();
    return {rows.row(0), rows.row(rows.rows)};
  }
  Session evaluation(const std::shared_ptr<OnceValues>& shared) const {
    return {plan_.evaluation.plan, std::make_shared<State>(), std::make_shared<Arena>(), 1, shared};
  }

  SmallTask small_ = sage_of_fixed_features();
  std::unique_ptr<Task> task_ =
      make_task(small_.dataset, small_.config, model_of(small_.config, {}).adjacency);
  TrainPlan plan_ = plan_task(*task_, small_.config, {}, measure_plan_basis(small_.config));
};

TEST_F(OnceValuesOfSage, HaveTheSameKeysInTrainingAndEvaluation) {
  std::set<std::string> training;
  for (const OnceValue& value : plan_.training.plan->once_values) training.insert(value.key);
  EXPECT_EQ(training.size(), plan_.training.plan->once_values.size());
  const auto& evaluation = plan_.evaluation.plan->once_values;
  ASSERT_FALSE(evaluation.empty());
  for (const OnceValue& value : evaluation) EXPECT_TRUE(training.contains(value.key));
}

TEST_F(OnceValuesOfSage, AreReadWhereAnotherSessionComputedThem) {
  const auto shared = std::make_shared<OnceValues>();
  Session first = evaluation(shared);
  const std::vector<float> expected = logits(first);
  Session second = evaluation(shared);
  EXPECT_EQ(logits(second), expected);
  for (const OnceValue& value : plan_.evaluation.plan->once_values) {
    Buffer& buffer = shared->entry(value.key, value.bytes).buffer;
    std::memset(buffer.data(), 0, static_cast<size_t>(buffer.bytes()));
  }
  Session third = evaluation(shared);
  EXPECT_NE(logits(third), expected);
  Session alone = evaluation(std::make_shared<OnceValues>());
  EXPECT_EQ(logits(alone), expected);
}

}  // namespace
}  // namespace heddle
