#include "heddle/passes/pipeline.h"

#include "heddle/base/error.h"
#include "heddle/base/join.h"
#include "heddle/base/timer.h"
#include "heddle/ir/verifier.h"
#include "heddle/passes/passes.h"

#include <algorithm>
#include <array>
#include <set>

namespace heddle {
namespace {

// A pass without a choice, as a row of the table.
template <Program (*Run)(const Program&)>
Program without_decision(const Program& program, const Decisions&) {
  return Run(program);
}

Program reassociate(const Program& program, const Decisions& decisions) {
  return reassociate_linear_spmm(program, decisions.linear_spmm);
}

Program move_normalization(const Program& program, const Decisions& decisions) {
  return move_normalization_out_of_edges(program, decisions.normalization);
}

Program use_kept_columns(const Program& program, const Decisions& decisions) {
  return compute_on_kept_columns(program, decisions.kept_columns);
}

Program propagate_gradients(const Program& program, const Decisions& decisions) {
  return decisions.propagate_kept_gradients ? propagate_kept_gradients(program) : program;
}

Program encode(const Program& program, const Decisions& decisions) {
  return encode_messages(program, decisions.automatic_messages);
}

Program recompute(const Program& program, const Decisions& decisions) {
  return recompute_cheap_values(program, decisions.recompute);
}

constexpr Stage kBefore = Stage::kBeforeAutodiff;
constexpr Stage kAfter = Stage::kAfterAutodiff;

// Patterns look for results with one user, so what is dead or double goes first. Normalisation
// moves after the order of products is settled: the scales would stand between them.
constexpr std::array kPasses = {
    Pass{"simplify_identities", kBefore, without_decision<simplify_identities>},
    Pass{"merge_common_subexpressions", kBefore, without_decision<merge_common_subexpressions>},
    Pass{"remove_dead_code", kBefore, without_decision<remove_dead_code>},
    Pass{"reassociate_linear_spmm", kBefore, reassociate},
    Pass{"move_normalization_out_of_edges", kBefore, move_normalization},
    Pass{"fuse_attention", kBefore, without_decision<fuse_attention>},
    Pass{"compute_on_kept_columns", kBefore, use_kept_columns},
    Pass{"merge_common_subexpressions", kBefore, without_decision<merge_common_subexpressions>},
    Pass{"remove_dead_code", kBefore, without_decision<remove_dead_code>},

    Pass{"simplify_identities", kAfter, without_decision<simplify_identities>},
    Pass{"merge_common_subexpressions", kAfter, without_decision<merge_common_subexpressions>},
    Pass{"compute_on_kept_columns", kAfter, use_kept_columns},
    Pass{"propagate_kept_gradients", kAfter, propagate_gradients},
    Pass{"merge_common_subexpressions", kAfter, without_decision<merge_common_subexpressions>},
    Pass{"remove_dead_code", kAfter, without_decision<remove_dead_code>},
    Pass{"encode_messages", kAfter, encode},
    Pass{"remove_dead_code", kAfter, without_decision<remove_dead_code>},
    Pass{"move_bias_into_sum", kAfter, without_decision<move_bias_into_sum>},
    Pass{"fuse_epilogue", kAfter, without_decision<fuse_epilogue>},
    Pass{"hoist_constants", kAfter, without_decision<hoist_constants>},
    Pass{"recompute_cheap_values", kAfter, recompute},
    Pass{"remove_dead_code", kAfter, without_decision<remove_dead_code>},
};

void require_known(const std::vector<std::string>& names) {
  std::set<std::string_view> known;
  for (const Pass& pass : kPasses) known.insert(pass.name);
  for (const std::string& name : names) {
    require(known.contains(name), "passes: there is no pass '{}'; there are {}", name,
            join(known, ", "));
  }
}

void verify_after(const Pass& pass, const Program& program) {
  try {
    verify(program);
  } catch (const Error& error) {
    fail(ErrorKind::kInternal, "{}: made a wrong program: {}", pass.name, error.what());
  }
}

}  // namespace

std::string_view to_string(Stage stage) {
  return stage == Stage::kBeforeAutodiff ? "before autodiff" : "after autodiff";
}

std::span<const Pass> pass_table() { return kPasses; }

Program run_passes(Program program, Stage stage, const PassOptions& options) {
  require_known(options.disabled);
  const auto is_disabled = [&](std::string_view name) {
    return std::find(options.disabled.begin(), options.disabled.end(), name) !=
           options.disabled.end();
  };
  for (const Pass& pass : kPasses) {
    if (pass.stage != stage || is_disabled(pass.name)) continue;
    const size_t nodes_before = program.nodes.size();
    const Timer timer;
    program = pass.run(program, options.decisions);
    const double seconds = timer.seconds();
    verify_after(pass, program);
    if (options.on_run) options.on_run({pass.name, stage, seconds, nodes_before, program});
  }
  return program;
}

}  // namespace heddle
