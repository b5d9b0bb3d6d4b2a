#include "heddle/planner/choose_kernel.h"

#include "heddle/base/error.h"
#include "heddle/planner/decision_profile.h"

#include <algorithm>

namespace heddle {
namespace {

bool is_candidate(const Kernel& kernel, const OpDef& op, int32_t node, const KernelChoice& choice) {
  const auto given = choice.given.find(node);
  if (given != choice.given.end()) return &kernel == given->second;
  return kernel.op == &op && kernel.device == choice.device &&
         (!choice.reference_only || &kernel == &reference_kernel(op));
}

std::string list_refusals(const std::vector<Refusal>& refused) {
  std::string text;
  for (const Refusal& refusal : refused) {
    text += fmt::format("; {}: {}", refusal.kernel->name, refusal.reason);
  }
  return text;
}

// A small step is over before other threads have woken up: it runs on the calling thread alone.
// Waiting for them costs most when the machine is busy, so sharing must gain several launches.
void choose_threads(const KernelQuery& query, const HardwareProfile& hardware, double least_gain,
                    Step& step) {
  step.threads = query.threads;
  step.cost = cost_on(step.threads, *step.kernel, query, hardware);
  const Cost alone = cost_on(1, *step.kernel, query, hardware);
  const double shared = alone.seconds / query.threads;
  const double gain = alone.seconds - shared;
  if (least_gain == 0 || gain > least_gain * hardware.seconds_per_launch) return;
  step.threads = 1;
  step.cost = alone;
}

}  // namespace

std::vector<Type> operand_types(const Program& program, const Node& node) {
  std::vector<Type> types;
  for (const Value operand : node.operands) types.push_back(program.type(operand));
  return types;
}

Cost cost_on(int threads, const Kernel& kernel, const KernelQuery& query,
             const HardwareProfile& hardware) {
  if (threads == query.threads && threads > 1) return kernel.cost(query, hardware);
  HardwareProfile awake = hardware;
  awake.seconds_per_launch = 0;
  Cost cost = kernel.cost(query, awake);
  cost.seconds *= query.threads;
  return cost;
}

Step choose_kernel(const Program& program, int32_t index, const HardwareProfile& hardware,
                   int threads, const KernelChoice& choice) {
  const Node& node = program.nodes[static_cast<size_t>(index)];
  const std::vector<Type> operands = operand_types(program, node);
  const KernelQuery query = {node.op, operands, node.results, node.attributes, threads};
  KernelQuery decision = query;
  decision.threads = decision_profile().threads;
  Step step;
  step.node = index;
  for (const Kernel* kernel : kernel_table()) {
    if (!is_candidate(*kernel, *node.op, index, choice)) continue;
    const bool avoided = choice.avoid.contains(kernel->name);
    const Support support = avoided ? no("excluded by the user") : kernel->supports(query);
    if (!support.accepted()) {
      step.refused.push_back({kernel, support.reason});
      continue;
    }
    const double seconds = kernel->cost(decision, decision_profile()).seconds;
    const bool better = step.kernel == nullptr || seconds < step.decision_seconds;
    if (step.kernel != nullptr) {
      const Kernel* loser = better ? step.kernel : kernel;
      step.slower.emplace_back(loser, better ? step.decision_seconds : seconds);
    }
    if (!better) continue;
    step.kernel = kernel;
    step.decision_seconds = seconds;
  }
  if (step.kernel == nullptr) {
    fail(ErrorKind::kUnsupported, "%{} = {}: no kernel accepts it{}", index, node.op->name,
         list_refusals(step.refused));
  }
  choose_threads(query, hardware, choice.least_gain, step);
  step.work = node.op->work({operands, node.results, node.attributes});
  return step;
}

void prepare_kernel(const Program& program, Step& step) {
  if (step.kernel->prepare == nullptr) return;
  const Node& node = program.nodes[static_cast<size_t>(step.node)];
  const std::vector<Type> operands = operand_types(program, node);
  step.prepared =
      step.kernel->prepare({node.op, operands, node.results, node.attributes, step.threads});
}

}  // namespace heddle
