// heddle: the command line. Verbs stand in files of their own; errors become exit codes here.

#include "apps/heddle/exit_codes.h"
#include "apps/heddle/verb.h"
#include "heddle/base/error.h"
#include "heddle/train/config_fields.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::cli {
namespace {

constexpr const char* kFooter =
    "heddle VERB --help lists the flags of a verb.\n"
    "Exit codes: 0 done, 2 usage, 3 bad input, 4 unsupported, 5 out of memory, 1 a bug of "
    "Heddle,\n            130 interrupted by Ctrl-C.";

// Flags that come as --x and --no-x are told from each other by "{true}" behind their names.
class PlainFormatter : public CLI::Formatter {
 public:
  std::string make_option_name(const CLI::Option* option, bool is_positional) const override {
    std::string name = CLI::Formatter::make_option_name(option, is_positional);
    for (const std::string_view value : {"{true}", "{false}"}) {
      const size_t at = name.find(value);
      if (at != std::string::npos) name.erase(at, value.size());
    }
    return name;
  }
};

// One line, whatever the text.
int complain(int code, std::string message) {
  std::replace(message.begin(), message.end(), '\n', ' ');
  std::fflush(stdout);
  fmt::print(stderr, "heddle: {}\n", on_one_line(message));
  return code;
}

// What CLI11 says, and what may have been meant.
std::string usage_message(const CLI::App& app, const CLI::ParseError& error, int argc,
                          char** argv) {
  const std::string_view first = argc > 1 ? argv[1] : "";
  const auto verbs = app.get_subcommands([](const CLI::App*) { return true; });
  const bool known = std::any_of(verbs.begin(), verbs.end(),
                                 [&](const CLI::App* verb) { return verb->get_name() == first; });
  if (!known && !first.starts_with('-')) {
    std::vector<std::string> names;
    for (const CLI::App* verb : verbs) names.push_back(verb->get_name());
    return fmt::format("{}, needs a verb: {}",
                       first.empty() ? "no verb" : fmt::format("unknown verb '{}'", first),
                       fmt::join(names, ", "));
  }
  std::string message = error.what();
  for (int i = 2; i < argc; ++i) {
    std::string_view flag = argv[i];
    if (!flag.starts_with("--")) continue;
    flag = flag.substr(2, flag.find('=') - 2);
    const std::string nearest = nearest_config_name(flag);
    const bool was_refused = message.find("--" + std::string(flag)) != std::string::npos;
    if (was_refused && !nearest.empty() && nearest != flag) {
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
  CLI::App app("Heddle trains graph neural networks and plans before it runs.", "heddle");
  app.set_version_flag("--version", "heddle " HEDDLE_VERSION);
  app.footer(kFooter);
  app.require_subcommand(1);
  app.formatter(std::make_shared<PlainFormatter>());
  app.get_formatter()->column_width(34);
  Chosen chosen;
  add_train(app, chosen);
  add_evaluate(app, chosen);
  add_predict(app, chosen);
  add_explain(app, chosen);
  add_info(app, chosen);
  add_convert(app, chosen);
  add_generate(app, chosen);
  add_bench(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    return complain(kUsage, usage_message(app, error, argc, argv) + " (heddle --help)");
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
