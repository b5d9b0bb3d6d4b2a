#include "heddle/planner/explain.h"

#include "heddle/base/json.h"
#include "heddle/base/units.h"

#include <fmt/core.h>

#include <algorithm>

namespace heddle {
namespace {

const Node& node_of(const Plan& plan, const Step& step) {
  return plan.program.nodes[static_cast<size_t>(step.node)];
}

std::string step_name(const Plan& plan, const Step& step) {
  return fmt::format("%{} {}", step.node, node_of(plan, step).op->name);
}

std::string result_type(const Plan& plan, const Step& step) {
  return to_string(node_of(plan, step).results[0], plan.program);
}

std::string bytes_per_edge(const Step& step) {
  return step.cost.bytes_per_edge == 0 ? std::string()
                                       : fmt::format("{}", step.cost.bytes_per_edge);
}

void print_reasons(std::string& text, const Step& step) {
  for (const Refusal& refusal : step.refused) {
    text += fmt::format("      not {}: {}\n", refusal.kernel->name, refusal.reason);
  }
  for (const auto& [kernel, seconds] : step.slower) {
    text += fmt::format("      not {}: {} by the fixed rates, this one {}\n", kernel->name,
                        format_seconds(seconds), format_seconds(step.decision_seconds));
  }
}

void print_steps(std::string& text, const Plan& plan, const std::vector<Step>& steps,
                 std::string_view title, double total, const ExplainOptions& options) {
  if (steps.empty()) return;
  size_t name = 0, kernel = 0, result = 0;
  for (const Step& step : steps) {
    name = std::max(name, step_name(plan, step).size());
    kernel = std::max(kernel, step.kernel->name.size());
    result = std::max(result, result_type(plan, step).size());
  }
  constexpr const char* kLine =
      "  {:<{}} {:<{}} {:<{}} {:>9} {:>5} {:>7} {:>6} {:>11} {:>11} {:>9}\n";
  text += fmt::format("{}: {} steps, {}\n", title, steps.size(), format_seconds(total));
  text += fmt::format(kLine, "node", name, "kernel", kernel, "result", result, "time", "share",
                      "threads", "B/edge", "live", "moved", "GFLOP");
  for (const Step& step : steps) {
    const double share = total > 0 ? 100 * step.cost.seconds / total : 0;
    text += fmt::format(kLine, step_name(plan, step), name, step.kernel->name, kernel,
                        result_type(plan, step), result, format_seconds(step.cost.seconds),
                        fmt::format("{:.0f} %", share), step.threads, bytes_per_edge(step),
                        format_bytes(step.live_bytes),
                        format_bytes(static_cast<int64_t>(step.work.bytes)),
                        fmt::format("{:.3f}", step.work.flops * 1e-9));
    if (options.refusals) print_reasons(text, step);
  }
}

Json step_to_json(const Plan& plan, const Step& step) {
  Json refused = Json::array(), slower = Json::array();
  for (const Refusal& refusal : step.refused) {
    refused.push_back({{"kernel", refusal.kernel->name}, {"reason", refusal.reason}});
  }
  for (const auto& [kernel, seconds] : step.slower) {
    slower.push_back({{"kernel", kernel->name}, {"seconds", seconds}});
  }
  return {{"node", step.node},
          {"op", node_of(plan, step).op->name},
          {"kernel", step.kernel->name},
          {"result", result_type(plan, step)},
          {"threads", step.threads},
          {"seconds", step.cost.seconds},
          {"fixed_rate_seconds", step.decision_seconds},
          {"workspace_bytes", step.cost.workspace_bytes},
          {"bytes_per_edge", step.cost.bytes_per_edge},
          {"live_bytes", step.live_bytes},
          {"bytes", step.work.bytes},
          {"flops", step.work.flops},
          {"refused", std::move(refused)},
          {"slower", std::move(slower)}};
}

Json steps_to_json(const Plan& plan, const std::vector<Step>& steps) {
  Json list = Json::array();
  for (const Step& step : steps) list.push_back(step_to_json(plan, step));
  return list;
}

}  // namespace

std::string explain_text(const Compiled& compiled, const ExplainOptions& options) {
  const Plan& plan = *compiled.plan;
  std::string text;
  text += fmt::format("plan of {} on {} threads: {} per step\n", plan.program.name, plan.threads,
                      format_seconds(plan.step_seconds));
  text +=
      fmt::format("memory: arena {}, kept constants {}, state {}\n", format_bytes(plan.arena_bytes),
                  format_bytes(plan.once_bytes), format_bytes(plan.state_bytes));
  print_steps(text, plan, plan.once_steps, "once, before the first step", plan.once_seconds,
              options);
  print_steps(text, plan, plan.steps, "every step", plan.step_seconds, options);
  if (compiled.candidates.size() < 2) return text;
  text += "candidates, chosen by fixed rates, times by measured ones:\n";
  for (size_t i = 0; i < compiled.candidates.size(); ++i) {
    const Candidate& candidate = compiled.candidates[i];
    text += fmt::format("  {} {:<76} {:>9} {:>11}{}\n", i == 0 ? "*" : " ", candidate.description,
                        format_seconds(candidate.step_seconds), format_bytes(candidate.bytes),
                        candidate.fits ? "" : "  does not fit");
  }
  return text;
}

Json explain_json(const Compiled& compiled) {
  const Plan& plan = *compiled.plan;
  Json candidates = Json::array();
  for (const Candidate& candidate : compiled.candidates) {
    candidates.push_back({{"description", candidate.description},
                          {"step_seconds", candidate.step_seconds},
                          {"bytes", candidate.bytes},
                          {"fits", candidate.fits}});
  }
  return {{"program", plan.program.name},
          {"threads", plan.threads},
          {"step_seconds", plan.step_seconds},
          {"once_seconds", plan.once_seconds},
          {"arena_bytes", plan.arena_bytes},
          {"once_bytes", plan.once_bytes},
          {"state_bytes", plan.state_bytes},
          {"once_steps", steps_to_json(plan, plan.once_steps)},
          {"steps", steps_to_json(plan, plan.steps)},
          {"candidates", std::move(candidates)}};
}

}  // namespace heddle
