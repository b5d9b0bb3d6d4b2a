// One Program to one Plan: choose kernels, then memory.
#pragma once

#include "heddle/planner/choose_kernel.h"
#include "heddle/planner/plan.h"

#include <memory>

namespace heddle {

struct PlanOptions {
  int threads = 1;
  KernelChoice kernels;
  bool check_nan = false;  // Plan::check_nan
};

// Throws Unsupported if a node has no kernel. The Plan can be costed, but not run before
// prepare_kernels().
std::shared_ptr<Plan> draft_plan(Program program, const HardwareProfile& hardware,
                                 const PlanOptions& options);
void prepare_kernels(Plan& plan);

// A Plan that is ready to run.
std::shared_ptr<const Plan> plan_program(Program program, const HardwareProfile& hardware,
                                         const PlanOptions& options);

// The same of `resized`, the Program of `plan` at other sizes, with the kernels of `plan` even
// where others would be faster: a row that depends on the same rows has the same bits.
std::shared_ptr<const Plan> plan_resized(const Plan& plan, Program resized,
                                         const HardwareProfile& hardware, PlanOptions options);

}  // namespace heddle
