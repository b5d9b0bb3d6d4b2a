// Flags that change how a Program is compiled, never what it computes.
#pragma once

#include "apps/heddle/command_line.h"
#include "apps/heddle/console.h"
#include "heddle/planner/compile.h"

#include <string>
#include <vector>

namespace heddle::cli {

struct CompileArguments {
  bool interpret = false, dump_passes = false;
  std::vector<std::string> disabled, avoided;

  void add_to(Verb& verb);
  // Dumps go to the console, which must live as long as the options.
  CompileOptions options(Console& console) const;
};

}  // namespace heddle::cli
