// heddle: the command line. Verbs stand in files of their own; errors become exit codes here.

#include "apps/heddle/command_line.h"
#include "apps/heddle/exit_codes.h"
#include "apps/heddle/verb.h"
#include "heddle/base/error.h"
#include "heddle/base/join.h"
#include "heddle/train/config_fields.h"

#include <fmt/core.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::cli {
namespace {

constexpr const char* kFooter =
    "heddle VERB --help lists the flags of a verb.\n"
    "Exit codes: 0 done, 2 usage, 3 bad input, 4 unsupported, 5 out of memory, 1 a bug of "
    "Heddle,\n            130 interrupted by Ctrl-C; circuit verify: 10 wrong, 11 unknown.";

// One line, whatever the text.
int complain(int code, std::string message) {
  std::replace(message.begin(), message.end(), '\n', ' ');
  std::fflush(stdout);
  fmt::print(stderr, "heddle: {}\n", on_one_line(message));
  return code;
}

// What is wrong with the word in the place of a verb of the group; "" if nothing is.
std::string verb_problem(const std::vector<std::string>& verbs, std::string_view group,
                         std::string_view word) {
  const bool known = std::find(verbs.begin(), verbs.end(), word) != verbs.end();
  if (known || word.starts_with('-')) return "";
  const std::string behind = group.empty() ? "" : fmt::format(" behind '{}'", group);
  return fmt::format("{}{}, needs a verb: {}",
                     word.empty() ? "no verb" : fmt::format("unknown verb '{}'", word), behind,
                     join(verbs, ", "));
}

// What the parser says, and what may have been meant.
std::string usage_message(const std::string& message, const CommandLine& command_line, int argc,
                          char** argv) {
  const std::string_view first = argc > 1 ? argv[1] : "", second = argc > 2 ? argv[2] : "";
  std::string problem = verb_problem(command_line.verb_names(), "", first);
  const std::vector<std::string> behind = command_line.verb_names(first);
  if (problem.empty() && !behind.empty()) problem = verb_problem(behind, first, second);
  if (!problem.empty()) return problem;
  for (int i = 2; i < argc; ++i) {
    std::string_view flag = argv[i];
    if (!flag.starts_with("--")) continue;
    flag = flag.substr(2, flag.find('=') - 2);
    const std::string nearest = nearest_config_name(flag);
    const bool was_unknown = message.find("not expected") != std::string::npos &&
                             message.find("--" + std::string(flag)) != std::string::npos;
    if (was_unknown && !nearest.empty() && nearest != flag) {
      return fmt::format("{}; perhaps --{}", message, nearest);
    }
  }
  return message;
}

int run_action(const Chosen& chosen) {
  try {
    Console console(chosen.json);
    const int code = chosen.action(console);
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
      return complain(kBadInput,
                      fmt::format("standard output: cannot write: {}", std::strerror(errno)));
    }
    return code;
  } catch (const UsageError& error) {
    return complain(kUsage, error.what());
  } catch (const Error& error) {
    const int code = exit_code(error.kind());
    return complain(code, (code == kBug ? "internal error, please report it: " : "") +
                              std::string(error.what()));
  } catch (const std::bad_alloc&) {
    return complain(kOutOfMemory, "out of memory");
  } catch (const std::exception& error) {
    return complain(kBug, std::string("internal error, please report it: ") + error.what());
  }
}

int run(int argc, char** argv) {
  CommandLine command_line(
      {.name = "heddle",
       .description = "Heddle trains graph neural networks and plans before it runs.",
       .version = "heddle " HEDDLE_VERSION,
       .footer = kFooter});
  Chosen chosen;
  add_train(command_line, chosen);
  add_evaluate(command_line, chosen);
  add_predict(command_line, chosen);
  add_explain(command_line, chosen);
  add_info(command_line, chosen);
  add_convert(command_line, chosen);
  add_generate(command_line, chosen);
  add_bench(command_line, chosen);
  add_circuit(command_line, chosen);
  try {
    if (!command_line.parse(argc, argv)) return kDone;
  } catch (const UsageError& error) {
    return complain(kUsage,
                    usage_message(error.what(), command_line, argc, argv) + " (heddle --help)");
  }
  return run_action(chosen);
}

}  // namespace
}  // namespace heddle::cli

int main(int argc, char** argv) {
  try {
    return heddle::cli::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "heddle: internal error, please report it: %s\n", error.what());
    return heddle::cli::kBug;
  }
}
