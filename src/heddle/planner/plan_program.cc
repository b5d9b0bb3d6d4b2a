#include "heddle/planner/plan_program.h"

#include "heddle/base/error.h"
#include "heddle/planner/memory_plan.h"

#include <utility>

namespace heddle {
namespace {

// Results of constants are computed once for all steps; a training run has about so many.
constexpr double kStepsPerRun = 200.0;

}  // namespace

std::shared_ptr<Plan> draft_plan(Program program, const HardwareProfile& hardware,
                                 const PlanOptions& options) {
  auto plan = std::make_shared<Plan>();
  plan->program = std::move(program);
  plan->threads = options.threads;
  plan->check_nan = options.check_nan;
  for (size_t i = 0; i < plan->program.nodes.size(); ++i) {
    const Node& node = plan->program.nodes[i];
    if (node.op->is_source || node.op->is_alias) continue;
    Step step = choose_kernel(plan->program, static_cast<int32_t>(i), hardware, options.threads,
                              options.kernels);
    plan->decision_seconds += step.decision_seconds / (node.once ? kStepsPerRun : 1.0);
    (node.once ? plan->once_seconds : plan->step_seconds) += step.cost.seconds;
    (node.once ? plan->once_steps : plan->steps).push_back(std::move(step));
  }
  plan_memory(*plan);
  return plan;
}

void prepare_kernels(Plan& plan) {
  for (Step& step : plan.once_steps) prepare_kernel(plan.program, step);
  for (Step& step : plan.steps) prepare_kernel(plan.program, step);
}

std::shared_ptr<const Plan> plan_program(Program program, const HardwareProfile& hardware,
                                         const PlanOptions& options) {
  std::shared_ptr<Plan> plan = draft_plan(std::move(program), hardware, options);
  prepare_kernels(*plan);
  return plan;
}

std::shared_ptr<const Plan> plan_resized(const Plan& plan, Program resized,
                                         const HardwareProfile& hardware, PlanOptions options) {
  check(resized.nodes.size() == plan.program.nodes.size(), "plan_resized: the same Program");
  for (const Step& step : plan.once_steps) options.kernels.given[step.node] = step.kernel;
  for (const Step& step : plan.steps) options.kernels.given[step.node] = step.kernel;
  return plan_program(std::move(resized), hardware, options);
}

}  // namespace heddle
