// The cheapest kernel that accepts a node.
#pragma once

#include "heddle/planner/plan.h"

#include <set>
#include <string>

namespace heddle {

struct KernelChoice {
  Device device = Device::kCpu;
  bool reference_only = false;               // --interpret
  std::set<std::string, std::less<>> avoid;  // names that the user excludes
  // What a step must gain to run on more than one thread, in launches; 0: every step is shared.
  double least_gain = 4;
};

// Fills kernel, threads, cost, work, refused and slower of the step that runs node `index`.
// Throws Unsupported naming the node and every refusal if no kernel accepts.
Step choose_kernel(const Program& program, int32_t index, const HardwareProfile& hardware,
                   int threads, const KernelChoice& choice);

// Fills `prepared`: what the chosen kernel makes once, while planning.
void prepare_kernel(const Program& program, Step& step);

}  // namespace heddle
