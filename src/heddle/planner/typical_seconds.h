// What a Plan takes where runs are smaller than the bounds that it was made for.
#pragma once

#include "heddle/planner/plan.h"

#include <vector>

namespace heddle {

// Predicted seconds of each of plan.steps for a run of the sizes of `program`: the Plan's own, with
// spaces resized. The chosen kernels and numbers of threads stay.
std::vector<double> typical_seconds(const Plan& plan, const Program& program,
                                    const HardwareProfile& hardware);

}  // namespace heddle
