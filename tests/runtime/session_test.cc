// The fast path against the slow one: a planned Session, and the interpreter.

#include "heddle/train/make_task.h"
#include "heddle/train/plan_task.h"
#include "heddle/train/trainer.h"
#include "tests/support/small_tasks.h"

#include <gtest/gtest.h>

#include <cmath>
#include <ostream>

namespace heddle {
namespace {

struct Case {
  std::string model, precision;
};

std::ostream& operator<<(std::ostream& out, const Case& c) {
  return out << c.model << " " << c.precision;
}

std::vector<Case> cases() {
  std::vector<Case> list;
  for (const std::string& model : model_names()) {
    for (const char* precision : {"f32", "bf16"}) list.push_back({model, precision});
  }
  return list;
}

class SessionOfModel : public testing::TestWithParam<Case> {
 protected:
  SmallTask small_ = small_task(GetParam().model, GetParam().precision);

  TrainReport train_with(int threads, bool interpret = false) {
    TrainConfig config = small_.config;
    config.threads = threads;
    TrainHooks hooks;
    hooks.compile.interpret = interpret;
    hooks.compile.plan.kernels.least_gain = 0;  // small as they are, all steps are shared
    return train(small_.dataset, config, hooks);
  }
};

TEST_P(SessionOfModel, SameBitsForAnyNumberOfThreads) {
  const TrainReport one = train_with(1);
  for (const int threads : {2, 7}) {
    const TrainReport many = train_with(threads);
    EXPECT_EQ(one.runs[0].loss_sha256, many.runs[0].loss_sha256) << threads << " threads";
    EXPECT_EQ(one.runs[0].weights_sha256, many.runs[0].weights_sha256) << threads << " threads";
  }
}

// With SGD: Adam divides a gradient by its own size, so where it is zero but for rounding (a bias
// before a batch norm) two correct runs part at once.
TEST_P(SessionOfModel, FollowsTheInterpreter) {
  // In bf16 roundings differ from the first step on, and small batches with batch norm magnify
  // them.
  small_.config.optimizer = "sgd";
  if (GetParam().precision == "bf16") small_.config.epochs = 1;
  const TrainReport fast = train_with(2);
  const TrainReport slow = train_with(1, true);
  const double tolerance = GetParam().precision == "bf16" ? 3e-2 : 2e-4;
  for (size_t e = 0; e < fast.runs[0].epochs.size(); ++e) {
    const double expected = slow.runs[0].epochs[e].loss;
    EXPECT_NEAR(fast.runs[0].epochs[e].loss, expected, tolerance * std::abs(expected))
        << "epoch " << e + 1;
  }
}

TEST_P(SessionOfModel, ReadsTheGraphBeforeItSaysSo) {
  const TrainReport kept = train_with(2);
  TrainHooks hooks;
  hooks.compile.plan.kernels.least_gain = 0;
  hooks.on_graph_read = [this] { small_.dataset.graph.release_edges(); };
  small_.config.threads = 2;
  const TrainReport released = train(small_.dataset, small_.config, hooks);
  EXPECT_EQ(small_.dataset.graph.edges(), 0);
  EXPECT_EQ(kept.runs[0].weights_sha256, released.runs[0].weights_sha256);
}

TEST_P(SessionOfModel, LearnsTheTrainingRows) {
  small_.config.epochs = 60;
  small_.config.model.norm = "none";
  const TrainReport report = train_with(2);
  const auto& epochs = report.runs[0].epochs;
  EXPECT_LT(epochs.back().loss, 0.9 * epochs.front().loss);
}

INSTANTIATE_TEST_SUITE_P(AllModels, SessionOfModel, testing::ValuesIn(cases()),
                         [](const auto& info) {
                           return info.param.model + "_" + info.param.precision;
                         });

}  // namespace
}  // namespace heddle
