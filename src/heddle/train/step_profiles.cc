#include "heddle/train/step_profiles.h"

#include <fmt/core.h>

namespace heddle {

std::vector<StepProfile> step_profiles(const TrainPlan& plan, std::span<const double> seconds,
                                       int64_t epochs) {
  std::vector<StepProfile> steps;
  const Plan& training = *plan.training.plan;
  const auto runs = static_cast<double>(plan.steps_per_epoch);
  for (size_t i = 0; i < seconds.size(); ++i) {
    const Step& step = training.steps[i];
    const Node& node = training.program.nodes[static_cast<size_t>(step.node)];
    steps.push_back({.name = fmt::format("%{} = {}", step.node, node.op->name),
                     .kernel = std::string(step.kernel->name),
                     .seconds = seconds[i] / static_cast<double>(epochs),
                     .predicted_seconds = runs * plan.step_seconds[i],
                     .live_bytes = step.live_bytes,
                     .bytes = static_cast<int64_t>(runs * step.work.bytes),
                     .flops = runs * step.work.flops});
  }
  return steps;
}

}  // namespace heddle
