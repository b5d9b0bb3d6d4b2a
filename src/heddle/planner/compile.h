// From a model's Program to the cheapest Plan: passes, gradients, candidates.
#pragma once

#include "heddle/hardware/profile.h"
#include "heddle/passes/pipeline.h"
#include "heddle/planner/plan_program.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace heddle {

struct CompileOptions {
  PlanOptions plan;
  PassOptions passes;  // disabled passes, dump callback; decisions are the planner's
  // No passes, reference kernels, a check for NaN after each: the Program as it was written.
  bool interpret = false;
  // For the arena and what is computed once; 0: no limit. Where nothing fits, cheap values are
  // computed again in the backward pass rather than kept.
  int64_t memory_limit = 0;
};

// What the planner tried, for EXPLAIN.
struct Candidate {
  std::string description;
  double step_seconds = 0;
  int64_t bytes = 0;  // of the arena and of what is computed once
  bool fits = true;   // within the memory limit
};

struct Compiled {
  std::shared_ptr<const Plan> plan;
  std::vector<Candidate> candidates;  // the kept one first
};
// The cheapest candidate within the memory limit is kept; if none is, the smallest.

// Appends what follows the gradients (an optimiser's steps) to a Program with output "loss".
using AppendUpdates = std::function<void(Program&)>;

// A forward Program as it stands.
Compiled compile_inference(const Program& program, const HardwareProfile& hardware,
                           const CompileOptions& options);
// A forward Program with output "loss"; `append_updates` adds gradients and optimiser steps
// between the two stages of passes.
Compiled compile_training(const Program& program, const AppendUpdates& append_updates,
                          const HardwareProfile& hardware, const CompileOptions& options);

}  // namespace heddle
