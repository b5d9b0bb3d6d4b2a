// A Plan as text for people and as JSON for programs.
#pragma once

#include "heddle/planner/compile.h"

#include <string>

namespace heddle {

struct ExplainOptions {
  bool refusals = false;  // every kernel that was refused or slower, with the reason
};

// Steps with kernel, shape of the result, predicted seconds, share of the step, bytes, flops;
// memory by kind; what else was tried.
std::string explain_text(const Compiled& compiled, const ExplainOptions& options);
std::string explain_json(const Compiled& compiled);

}  // namespace heddle
