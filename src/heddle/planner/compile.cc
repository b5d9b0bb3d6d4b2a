#include "heddle/planner/compile.h"

#include "heddle/base/error.h"

#include <algorithm>
#include <utility>

namespace heddle {
namespace {

struct NamedDecisions {
  std::string description;
  Decisions decisions;
};

// All sites one way, or each by its widths. Single sites are not tried one by one: the widths
// decide well where orders differ from site to site.
std::vector<NamedDecisions> candidate_decisions(const Program& program) {
  const size_t sites = find_linear_spmm_sites(program).size();
  const auto order = [&](LinearSpmmOrder all) { return std::vector<LinearSpmmOrder>(sites, all); };
  std::vector<NamedDecisions> list;
  list.push_back({"propagation where rows are narrowest", {}});
  if (sites > 0) {
    list.push_back({"propagation before linear maps",
                    {.linear_spmm = order(LinearSpmmOrder::kPropagateFirst)}});
    list.push_back(
        {"propagation after linear maps", {.linear_spmm = order(LinearSpmmOrder::kLinearFirst)}});
  }
  for (size_t i = 0, count = list.size(); i < count; ++i) {
    NamedDecisions with_edges = list[i];
    with_edges.description += ", normalisation on edges";
    with_edges.decisions.normalization = NormalizationPlace::kEdges;
    list.push_back(std::move(with_edges));
  }
  return list;
}

Program apply_passes(Program program, const AppendUpdates* append_updates,
                     const PassOptions& options) {
  program = run_passes(std::move(program), Stage::kBeforeAutodiff, options);
  if (append_updates != nullptr) (*append_updates)(program);
  return run_passes(std::move(program), Stage::kAfterAutodiff, options);
}

Compiled compile_as_written(Program program, const AppendUpdates* append_updates,
                            const HardwareProfile& hardware, const CompileOptions& options) {
  if (append_updates != nullptr) (*append_updates)(program);
  PlanOptions plan = options.plan;
  plan.kernels.reference_only = true;
  return {plan_program(std::move(program), hardware, plan), {{"as written", 0, 0}}};
}

Compiled compile(const Program& program, const AppendUpdates* append_updates,
                 const HardwareProfile& hardware, const CompileOptions& options) {
  if (options.interpret) return compile_as_written(program, append_updates, hardware, options);
  std::shared_ptr<Plan> best;
  Decisions best_decisions;
  Compiled compiled;
  for (const NamedDecisions& candidate : candidate_decisions(program)) {
    PassOptions passes = options.passes;
    passes.on_run = nullptr;
    passes.decisions = candidate.decisions;
    auto plan = draft_plan(apply_passes(program, append_updates, passes), hardware, options.plan);
    const Candidate entry = {candidate.description, plan->step_seconds,
                             plan->arena_bytes + plan->persistent_bytes};
    if (best == nullptr || plan->decision_seconds < best->decision_seconds) {
      compiled.candidates.insert(compiled.candidates.begin(), entry);
      best = std::move(plan);
      best_decisions = candidate.decisions;
    } else {
      compiled.candidates.push_back(entry);
    }
  }
  if (options.passes.on_run) {  // show the passes of the kept candidate, once
    PassOptions passes = options.passes;
    passes.decisions = best_decisions;
    apply_passes(program, append_updates, passes);
  }
  prepare_kernels(*best);
  compiled.plan = std::move(best);
  return compiled;
}

}  // namespace

Compiled compile_inference(const Program& program, const HardwareProfile& hardware,
                           const CompileOptions& options) {
  return compile(program, nullptr, hardware, options);
}

Compiled compile_training(const Program& program, const AppendUpdates& append_updates,
                          const HardwareProfile& hardware, const CompileOptions& options) {
  return compile(program, &append_updates, hardware, options);
}

}  // namespace heddle
