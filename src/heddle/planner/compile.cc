#include "heddle/planner/compile.h"

#include "heddle/base/error.h"
#include "heddle/ops/scatter_columns.h"
#include "heddle/ops/spmm.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace heddle {
namespace {

struct NamedDecisions {
  std::string description;
  Decisions decisions;
};

struct Alternative {
  const char* description;
  void (*change)(Decisions&);
};

// Adds every way once more for each alternative.
void add_alternatives(std::vector<NamedDecisions>& list,
                      std::initializer_list<Alternative> alternatives) {
  const size_t count = list.size();
  for (const Alternative& alternative : alternatives) {
    for (size_t i = 0; i < count; ++i) {
      NamedDecisions changed = list[i];
      changed.description += alternative.description;
      alternative.change(changed.decisions);
      list.push_back(std::move(changed));
    }
  }
}

// Kept columns are read by all that can, and travel backwards too; or by products, but whole rows
// of gradients travel; by sums over neighbours alone; by nothing.
void add_whole_rows(std::vector<NamedDecisions>& list) {
  add_alternatives(
      list,
      {{", gradients of whole rows", [](Decisions& d) { d.propagate_kept_gradients = false; }},
       {", whole rows in linear maps",
        [](Decisions& d) { d.kept_columns = KeptColumns::kAlongEdges; }},
       {", whole rows", [](Decisions& d) { d.kept_columns = KeptColumns::kNowhere; }}});
}

// Where messages are "auto", rows travel as they are, in bf16, or as codes of 8 bits.
void add_messages(std::vector<NamedDecisions>& list) {
  using Kind = MessageFormat::Kind;
  add_alternatives(
      list,
      {{", bf16 messages", [](Decisions& d) { d.automatic_messages.kind = Kind::kBf16; }},
       {", int8 messages", [](Decisions& d) { d.automatic_messages.kind = Kind::kQuantized; }}});
}

bool has_automatic_messages(const Node& node) {
  if (node.op != &kSpmm) return false;
  return message_format_of(node.attributes).kind == MessageFormat::Kind::kAuto;
}

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
  const bool keeps_columns = std::ranges::any_of(
      program.nodes, [](const Node& node) { return node.op == &kScatterColumns; });
  if (keeps_columns && sites > 0) {
    list.push_back({"propagation where rows of kept columns are narrowest",
                    {.linear_spmm = order(LinearSpmmOrder::kByKeptWidth)}});
  }
  add_alternatives(list, {{", normalisation on edges",
                           [](Decisions& d) { d.normalization = NormalizationPlace::kEdges; }}});
  if (keeps_columns) add_whole_rows(list);
  if (std::ranges::any_of(program.nodes, has_automatic_messages)) add_messages(list);
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
  plan.check_nan = true;
  return {plan_program(std::move(program), hardware, plan), {{"as written"}}};
}

// The same ways again, with values recomputed: no more than the limit asks for, and all that can
// be.
std::vector<NamedDecisions> with_recomputation(std::vector<NamedDecisions> list, int64_t limit) {
  const size_t count = list.size();
  for (size_t i = 0; i < count; ++i) {
    NamedDecisions everything = list[i];
    everything.description += ", everything cheap recomputed";
    everything.decisions.recompute = {.enabled = true, .min_bytes = 0, .target_bytes = 0};
    list[i].description += ", recomputed to fit";
    list[i].decisions.recompute = {.enabled = true, .target_bytes = limit};
    list.push_back(std::move(everything));
  }
  return list;
}

// Drafts Plans of one Program and keeps the best.
class Search {
 public:
  Search(const Program& program, const AppendUpdates* append_updates,
         const HardwareProfile& hardware, const CompileOptions& options)
      : program_(program),
        append_updates_(append_updates),
        hardware_(hardware),
        options_(options) {}

  void try_all(const std::vector<NamedDecisions>& list) {
    for (const NamedDecisions& candidate : list) try_one(candidate);
  }
  bool found_one_that_fits() const { return candidates_.front().fits; }

  Compiled finish() {
    if (options_.passes.on_run) {  // show the passes of the kept candidate, once
      PassOptions passes = options_.passes;
      passes.decisions = best_decisions_;
      apply_passes(program_, append_updates_, passes);
    }
    prepare_kernels(*best_);
    return {std::move(best_), std::move(candidates_)};
  }

 private:
  void try_one(const NamedDecisions& candidate) {
    PassOptions passes = options_.passes;
    passes.on_run = nullptr;
    passes.decisions = candidate.decisions;
    auto plan =
        draft_plan(apply_passes(program_, append_updates_, passes), hardware_, options_.plan);
    const int64_t bytes = plan->arena_bytes + plan->once_bytes;
    const Candidate entry = {candidate.description, plan->step_seconds, bytes,
                             options_.memory_limit == 0 || bytes <= options_.memory_limit};
    if (best_ != nullptr && !is_better(entry, *plan)) {
      candidates_.push_back(entry);
      return;
    }
    candidates_.insert(candidates_.begin(), entry);
    best_ = std::move(plan);
    best_decisions_ = candidate.decisions;
  }

  // Than the one kept so far: what fits wins; of those the cheapest; of others the smallest.
  bool is_better(const Candidate& entry, const Plan& plan) const {
    const Candidate& kept = candidates_.front();
    if (entry.fits != kept.fits) return entry.fits;
    return entry.fits ? plan.decision_seconds < best_->decision_seconds : entry.bytes < kept.bytes;
  }

  const Program& program_;
  const AppendUpdates* append_updates_;
  const HardwareProfile& hardware_;
  const CompileOptions& options_;
  std::shared_ptr<Plan> best_;
  Decisions best_decisions_;
  std::vector<Candidate> candidates_;  // the kept one first
};

Compiled compile(const Program& program, const AppendUpdates* append_updates,
                 const HardwareProfile& hardware, const CompileOptions& options) {
  if (options.interpret) return compile_as_written(program, append_updates, hardware, options);
  Search search(program, append_updates, hardware, options);
  const std::vector<NamedDecisions> list = candidate_decisions(program);
  search.try_all(list);
  if (!search.found_one_that_fits()) search.try_all(with_recomputation(list, options.memory_limit));
  return search.finish();
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
