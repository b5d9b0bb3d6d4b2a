// heddle: the command line. Verbs stand in files of their own; errors become exit codes here.

#include "apps/heddle/exit_codes.h"
#include "apps/heddle/verb.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>
#include <string>

namespace heddle::cli {
namespace {

constexpr const char* kFooter =
    "heddle VERB --help lists the flags of a verb.\n"
    "Exit codes: 0 done, 2 usage, 3 bad input, 4 unsupported, 5 out of memory, 1 a bug of "
    "Heddle,\n            130 interrupted by Ctrl-C.";

// One line, whatever the text.
int complain(int code, std::string message) {
  std::replace(message.begin(), message.end(), '\n', ' ');
  std::fflush(stdout);
  fmt::print(stderr, "heddle: {}\n", message);
  return code;
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
  CLI::App app("Heddle trains graph neural networks and plans before it runs.", "heddle");
  app.set_version_flag("--version", "heddle " HEDDLE_VERSION);
  app.footer(kFooter);
  app.require_subcommand(1);
  app.get_formatter()->column_width(34);
  Chosen chosen;
  add_train(app, chosen);
  add_evaluate(app, chosen);
  add_predict(app, chosen);
  add_explain(app, chosen);
  add_info(app, chosen);
  add_convert(app, chosen);
  add_generate(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    return complain(kUsage, std::string(error.what()) + " (heddle --help)");
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
