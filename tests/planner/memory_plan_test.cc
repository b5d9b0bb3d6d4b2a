// Checks Plans of all five models against the rules of memory, found again by brute force.

#include "heddle/hardware/profile.h"
#include "heddle/train/make_task.h"
#include "heddle/train/plan_task.h"
#include "tests/support/small_tasks.h"

#include <gtest/gtest.h>

#include <set>

namespace heddle {
namespace {

struct Range {
  int64_t begin, end;
  Value value;
};

Value base_of(const Program& program, Value value) {
  while (program.node(value).op->is_alias) value = program.node(value).operands[0];
  return value;
}

// Values that are read at step `s` or later, or that the caller may look at afterwards.
std::set<Value> live_after(const Plan& plan, size_t s) {
  std::set<Value> live;
  for (size_t later = s; later < plan.steps.size(); ++later) {
    for (const Value operand :
         plan.program.nodes[static_cast<size_t>(plan.steps[later].node)].operands) {
      if (operand.present()) live.insert(base_of(plan.program, operand));
    }
  }
  for (const Output& output : plan.program.outputs)
    live.insert(base_of(plan.program, output.value));
  for (const Update& update : plan.program.updates)
    live.insert(base_of(plan.program, update.value));
  return live;
}

std::vector<Range> ranges_written_before(const Plan& plan, size_t s) {
  std::vector<Range> ranges;
  for (size_t i = 0; i < s; ++i) {
    const int32_t node = plan.steps[i].node;
    const auto& results = plan.program.nodes[static_cast<size_t>(node)].results;
    for (size_t r = 0; r < results.size(); ++r) {
      const Value value = {node, static_cast<int32_t>(r)};
      const Storage& storage = plan.storage_of(value);
      if (storage.place != Place::kArena || results[r].bytes() == 0) continue;
      ranges.push_back({storage.offset, storage.offset + results[r].bytes(), value});
    }
  }
  return ranges;
}

void expect_untouched(const Plan& plan, size_t s, int64_t begin, int64_t bytes) {
  const std::set<Value> live = live_after(plan, s + 1);
  for (const Range& range : ranges_written_before(plan, s)) {
    if (!live.contains(range.value)) continue;
    EXPECT_TRUE(begin + bytes <= range.begin || range.end <= begin)
        << "step " << s << " writes over %" << range.value.node << ", which is still read";
  }
}

// What a step reads may be overwritten by its own results only where the kernel says so.
void expect_operands_whole(const Plan& plan, size_t s) {
  const Step& step = plan.steps[s];
  const Node& node = plan.program.nodes[static_cast<size_t>(step.node)];
  for (size_t r = 0; r < node.results.size(); ++r) {
    const Storage& result = plan.storage_of({step.node, static_cast<int32_t>(r)});
    for (size_t o = 0; o < node.operands.size(); ++o) {
      if (!node.operands[o].present()) continue;
      const Storage& operand = plan.storage_of(node.operands[o]);
      const bool same_slot = result.place == Place::kState && operand.place == Place::kState &&
                             result.slot == operand.slot;
      const bool overlap =
          result.place == Place::kArena && operand.place == Place::kArena &&
          result.offset < operand.offset + plan.program.type(node.operands[o]).bytes() &&
          operand.offset < result.offset + node.results[r].bytes();
      if (!same_slot && !overlap) continue;
      EXPECT_NE(step.kernel->may_overwrite & overwrites(static_cast<int>(r), static_cast<int>(o)),
                0U)
          << step.kernel->name << " result " << r << " over operand " << o;
    }
  }
}

void expect_sound(const Plan& plan) {
  for (size_t s = 0; s < plan.steps.size(); ++s) {
    const Step& step = plan.steps[s];
    const auto& results = plan.program.nodes[static_cast<size_t>(step.node)].results;
    for (size_t r = 0; r < results.size(); ++r) {
      const Storage& storage = plan.storage_of({step.node, static_cast<int32_t>(r)});
      if (storage.place != Place::kArena || results[r].bytes() == 0) continue;
      EXPECT_LE(storage.offset + results[r].bytes(), plan.arena_bytes);
      expect_untouched(plan, s, storage.offset, results[r].bytes());
    }
    if (step.cost.workspace_bytes > 0) {
      EXPECT_LE(step.workspace_offset + step.cost.workspace_bytes, plan.arena_bytes);
      expect_untouched(plan, s, step.workspace_offset, step.cost.workspace_bytes);
    }
    expect_operands_whole(plan, s);
  }
}

class MemoryPlanOfModel : public testing::TestWithParam<std::string> {};

TEST_P(MemoryPlanOfModel, NothingThatIsStillReadIsOverwritten) {
  const SmallTask small = small_task(GetParam());
  const auto task = make_task(small.dataset, small.config, model_of(small.config, {}).adjacency);
  for (const bool interpret : {false, true}) {
    TrainHooks hooks;
    hooks.compile.interpret = interpret;
    const TrainPlan plan = plan_task(*task, small.config, hooks, measure_plan_basis(small.config));
    expect_sound(*plan.training.plan);
    expect_sound(*plan.evaluation.plan);
  }
}

TEST_P(MemoryPlanOfModel, OptimiserStateIsUpdatedInPlace) {
  const SmallTask small = small_task(GetParam());
  const auto task = make_task(small.dataset, small.config, model_of(small.config, {}).adjacency);
  const TrainPlan plan = plan_task(*task, small.config, {}, measure_plan_basis(small.config));
  EXPECT_TRUE(plan.training.plan->state_copies.empty())
      << plan.training.plan->state_copies.size() << " slots are copied at the end of a step";
}

INSTANTIATE_TEST_SUITE_P(AllModels, MemoryPlanOfModel, testing::ValuesIn(model_names()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace heddle
