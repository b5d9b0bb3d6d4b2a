// After the first epochs a training allocates nothing, and its heap does not grow.

#include "heddle/train/trainer.h"
#include "tests/steady_state/allocation_counter.h"
#include "tests/support/small_tasks.h"

#include <gtest/gtest.h>

#include <iterator>
#include <malloc.h>
#include <string>
#include <tuple>

namespace heddle::test {
namespace {

constexpr int64_t kFirstEpochs = 20;
constexpr int64_t kSteps = 1000;
// Of glibc. Losing one block per step shows; what threads keep of freed blocks, which counts as
// used, does not.
constexpr int64_t kSmallestBlock = 32;

int64_t heap_bytes() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<int64_t>(info.uordblks + info.hblkhd);
}

int64_t steps_per_epoch(const SmallTask& small) {
  if (small.dataset.level == Level::kNode) return 1;
  const int64_t graphs = std::ssize(small.dataset.splits[0].train), batch = small.config.batch_size;
  return (graphs + batch - 1) / batch;
}

struct Growth {
  AllocationCount allocations;
  int64_t heap_bytes = 0;
};

// What the trainer's own epochs add: steps, evaluation, selection of the best weights.
Growth train_counted(const SmallTask& small, int64_t epochs) {
  TrainConfig config = small.config;
  config.threads = 2;
  config.epochs = kFirstEpochs + epochs;
  config.select = "last";  // every epoch keeps its weights
  Growth growth;
  TrainHooks hooks;
  hooks.compile.plan.kernels.least_gain = 0;  // small as they are, all steps are shared
  hooks.on_epoch = [&](const EpochRecord& record, const TrainingPosition&) {
    if (record.epoch == kFirstEpochs) {
      growth.heap_bytes = -heap_bytes();
      start_counting();
    } else if (record.epoch == config.epochs) {
      growth.allocations = stop_counting();
      growth.heap_bytes += heap_bytes();
    }
  };
  train(small.dataset, config, hooks);
  return growth;
}

class Epoch : public testing::TestWithParam<std::tuple<std::string, std::string>> {};

// The batches of gin differ in nodes, edges and graphs.
TEST_P(Epoch, AllocatesNothing) {
  const SmallTask small = small_task(std::get<0>(GetParam()), std::get<1>(GetParam()));
  const Growth growth = train_counted(small, kSteps / steps_per_epoch(small));
  EXPECT_EQ(growth.allocations.heddle, 0) << growth.allocations.stacks;
  EXPECT_LT(growth.heap_bytes, kSmallestBlock * kSteps);
}

INSTANTIATE_TEST_SUITE_P(AllModels, Epoch,
                         testing::Combine(testing::ValuesIn(model_names()),
                                          testing::Values("f32", "bf16")),
                         [](const auto& info) {
                           return std::get<0>(info.param) + "_" + std::get<1>(info.param);
                         });

}  // namespace
}  // namespace heddle::test
