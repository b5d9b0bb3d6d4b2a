// Gives every value its place: aliases follow their base, dead buffers are reused.
#pragma once

#include "heddle/planner/plan.h"

namespace heddle {

// Needs plan.program, once_steps and steps (kernels chosen); fills storage, workspace offsets,
// state copies, depends_on and the byte counts. O(n log n) in the number of values.
void plan_memory(Plan& plan);

}  // namespace heddle
