// A run keeps to the memory that it is given, or says beforehand that it cannot.

#include "heddle/data/builtin_dataset.h"
#include "heddle/train/trainer.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <string>

namespace heddle {
namespace {

// About one activation less than what is needed without a limit.
constexpr int64_t kLess = int64_t{16} << 20;

// Under the address sanitizer freed memory stays with the process, so a second plan needs more.
#ifdef __SANITIZE_ADDRESS__
constexpr bool kFreedMemoryReturns = false;
#else
constexpr bool kFreedMemoryReturns = true;
#endif

// Three wide layers with dropout: activations are most of the memory.
class MemoryLimit : public testing::Test {
 protected:
  MemoryLimit() {
    config_.model.layers = 3;
    config_.model.hidden = 64;
    config_.epochs = 2;
    config_.threads = 1;
  }

  TrainPlan plan(int64_t limit) const { return plan_training(dataset_, config_, hooks(limit)); }
  static TrainHooks hooks(int64_t limit) {
    TrainHooks hooks;
    hooks.memory_limit = limit;
    return hooks;
  }

  Dataset dataset_ = make_builtin_dataset("builtin:sbm?nodes=60000&features=64", 1);
  TrainConfig config_;
};

int64_t arena(const TrainPlan& plan) { return plan.training.plan->arena_bytes; }

TEST_F(MemoryLimit, ValuesAreRecomputedWhereKeepingThemDoesNotFit) {
  if (!kFreedMemoryReturns) GTEST_SKIP() << "the sanitizer keeps freed memory";
  const TrainPlan free = plan(0);
  const int64_t limit = free.planned_memory_bytes - kLess;
  const TrainPlan limited = plan(limit);
  EXPECT_LE(limited.planned_memory_bytes, limit);
  EXPECT_LT(arena(limited), arena(free));
  const std::string kept = limited.training.candidates.front().description;
  EXPECT_NE(kept.find("recomputed"), std::string::npos) << kept;
}

TEST_F(MemoryLimit, RecomputedValuesHaveTheSameBits) {
  if (!kFreedMemoryReturns) GTEST_SKIP() << "the sanitizer keeps freed memory";
  // The smaller one first: what a process once held counts as needed.
  const int64_t planned = plan(0).planned_memory_bytes;
  const TrainReport limited = train(dataset_, config_, hooks(planned - kLess));
  const TrainReport free = train(dataset_, config_, hooks(0));
  EXPECT_EQ(limited.runs[0].loss_sha256, free.runs[0].loss_sha256);
  EXPECT_EQ(limited.runs[0].weights_sha256, free.runs[0].weights_sha256);
}

TEST_F(MemoryLimit, WhatCannotFitIsRefusedBeforehand) {
  const TrainPlan smallest = plan(1 << 20);
  for (const Candidate& candidate : smallest.training.candidates) EXPECT_FALSE(candidate.fits);
  const auto expect_refused = [](const auto& call) {
    test::expect_error(ErrorKind::kOutOfMemory, {"the limit is 1.00 MiB"}, call);
  };
  expect_refused([&] { require_memory(smallest); });
  TrainHooks refused = hooks(1 << 20);
  refused.on_epoch = [](const EpochRecord&, const TrainingPosition&) { FAIL() << "trained"; };
  expect_refused([&] { train(dataset_, config_, refused); });
}

}  // namespace
}  // namespace heddle
