// A verb: its flags, and what it does once they are parsed.
#pragma once

#include "apps/heddle/console.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace heddle::cli {

using Action = std::function<int(Console&)>;  // returns the exit code

// What the command line chose.
struct Chosen {
  Action action;
  bool json = false;
};

// Adds a verb whose arguments are an Arguments, with its flags by Arguments::add_to(CLI::App&);
// `run` gets them.
template <class Arguments>
void add_verb(CLI::App& app, Chosen& chosen, const std::string& name, const std::string& help,
              int (*run)(const Arguments&, Console&)) {
  CLI::App* verb = app.add_subcommand(name, help);
  const auto arguments = std::make_shared<Arguments>();
  arguments->add_to(*verb);
  verb->add_flag("--json", chosen.json, "one JSON object as the last line of standard output");
  verb->callback([&chosen, arguments, run] {
    chosen.action = [arguments, run](Console& console) { return run(*arguments, console); };
  });
}

void add_train(CLI::App& app, Chosen& chosen);
void add_evaluate(CLI::App& app, Chosen& chosen);
void add_predict(CLI::App& app, Chosen& chosen);
void add_explain(CLI::App& app, Chosen& chosen);
void add_info(CLI::App& app, Chosen& chosen);
void add_convert(CLI::App& app, Chosen& chosen);
void add_generate(CLI::App& app, Chosen& chosen);
void add_bench(CLI::App& app, Chosen& chosen);

}  // namespace heddle::cli
