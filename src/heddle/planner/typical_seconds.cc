#include "heddle/planner/typical_seconds.h"

#include "heddle/planner/choose_kernel.h"

namespace heddle {

std::vector<double> typical_seconds(const Plan& plan, const Program& program,
                                    const HardwareProfile& hardware) {
  std::vector<double> seconds;
  for (const Step& step : plan.steps) {
    const Node& node = program.nodes[static_cast<size_t>(step.node)];
    const std::vector<Type> operands = operand_types(program, node);
    const KernelQuery query = {node.op, operands, node.results, node.attributes, plan.threads};
    seconds.push_back(cost_on(step.threads, *step.kernel, query, hardware).seconds);
  }
  return seconds;
}

}  // namespace heddle
