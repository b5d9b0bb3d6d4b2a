// The passes as a table, and the one function that runs a stage of it.
#pragma once

#include "heddle/ir/program.h"
#include "heddle/passes/decisions.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

enum class Stage : uint8_t {
  kBeforeAutodiff,
  kAfterAutodiff,  // also what a Program without gradients goes through, after the other stage
};
std::string_view to_string(Stage stage);

// A row of the table. A pass may stand in several rows.
struct Pass {
  std::string_view name;
  Stage stage;
  Program (*run)(const Program&, const Decisions&);
};

// In the order in which they run.
std::span<const Pass> pass_table();

// What one pass did, for --dump-passes and reports.
struct PassRun {
  std::string_view name;
  Stage stage;
  double seconds = 0;  // the pass alone, without verification
  size_t nodes_before = 0;
  const Program& after;
};

struct PassOptions {
  Decisions decisions;
  std::vector<std::string> disabled;           // names of passes to leave out
  std::function<void(const PassRun&)> on_run;  // called after each pass, may be empty
};

// Runs the passes of `stage` and verifies after each. Throws InvalidArgument for a name in
// `disabled` that no pass has, Internal naming the pass if the Program it made does not verify.
Program run_passes(Program program, Stage stage, const PassOptions& options = {});

}  // namespace heddle
