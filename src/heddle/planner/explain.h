// A Plan as text for people and as JSON for programs.
#pragma once

#include "heddle/planner/compile.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace heddle {

struct ExplainOptions {
  bool refusals = false;  // every kernel that was refused or slower, with the reason
};

// Steps with kernel, shape of the result, predicted seconds, share of the step, threads, arena that
// is live while it runs, bytes moved, flops; memory by kind; what else was tried.
std::string explain_text(const Compiled& compiled, const ExplainOptions& options);
nlohmann::ordered_json explain_json(const Compiled& compiled);

}  // namespace heddle
