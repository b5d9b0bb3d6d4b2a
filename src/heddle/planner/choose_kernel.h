// The cheapest kernel that accepts a node.
#pragma once

#include "heddle/planner/plan.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace heddle {

struct KernelChoice {
  Device device = Device::kCpu;
  bool reference_only = false;               // --interpret
  std::set<std::string, std::less<>> avoid;  // names that the user excludes
  std::map<int32_t, const Kernel*> given;    // by node: these, whatever they cost
  // What a step must gain to run on more than one thread, in launches; 0: every step is shared.
  double least_gain = 4;
};

// Fills kernel, threads, cost, work, refused and slower of the step that runs node `index`.
// Throws Unsupported naming the node and every refusal if no kernel accepts.
Step choose_kernel(const Program& program, int32_t index, const HardwareProfile& hardware,
                   int threads, const KernelChoice& choice);

// The cost of a kernel on all threads of the query, or on one, which waits for nobody.
Cost cost_on(int threads, const Kernel& kernel, const KernelQuery& query,
             const HardwareProfile& hardware);

// Types of a node's operands, as a KernelQuery wants them.
std::vector<Type> operand_types(const Program& program, const Node& node);

// Fills `prepared`: what the chosen kernel makes once, while planning.
void prepare_kernel(const Program& program, Step& step);

}  // namespace heddle
