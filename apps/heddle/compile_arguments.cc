#include "apps/heddle/compile_arguments.h"

#include "heddle/base/join.h"
#include "heddle/base/units.h"
#include "heddle/ir/printer.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

namespace heddle::cli {
namespace {

// Without doubles: a pass may stand in several rows of the table.
std::vector<std::string> pass_names() {
  std::vector<std::string> names;
  for (const Pass& pass : pass_table()) {
    const std::string name(pass.name);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

}  // namespace

void CompileArguments::add_to(Verb& verb) {
  const std::string group = "Compiling";
  verb.add_flag("--interpret", interpret,
                "run the program as it was written, node by node, on the reference kernels, up to "
                "the first result with a NaN")
      .group(group);
  verb.add_flag("--dump-passes", dump_passes, "print the program after each pass").group(group);
  verb.add_option("--disable", disabled, "leave out a pass; may be given several times")
      .type_name("PASS")
      .take_all()
      .group(group)
      .check([](const std::string& name) {
        const std::vector<std::string> names = pass_names();
        if (std::find(names.begin(), names.end(), name) != names.end()) return std::string();
        return fmt::format("'{}', needs one of {}", name, join(names, ", "));
      });
  verb.add_option("--avoid", avoided, "do without a kernel; may be given several times")
      .type_name("KERNEL")
      .take_all()
      .group(group)
      .check([](const std::string& name) {
        return find_kernel(name) != nullptr
                   ? std::string()
                   : fmt::format("'{}', needs a kernel that explain --refusals lists", name);
      });
}

CompileOptions CompileArguments::options(Console& console) const {
  CompileOptions options;
  options.interpret = interpret;
  options.passes.disabled = disabled;
  options.plan.kernels.avoid = {avoided.begin(), avoided.end()};
  if (dump_passes) {
    options.passes.on_run = [&console](const PassRun& run) {
      console.say("// {} ({}): {} -> {} nodes, {}", run.name, to_string(run.stage),
                  run.nodes_before, run.after.nodes.size(), format_seconds(run.seconds));
      console.line(print_program(run.after));
    };
  }
  return options;
}

}  // namespace heddle::cli
