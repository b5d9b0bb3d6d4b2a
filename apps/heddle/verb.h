// The verbs: the arguments of each, and what it does once they are parsed.
#pragma once

#include "apps/heddle/command_line.h"
#include "apps/heddle/console.h"

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

// Adds a verb whose arguments are an Arguments, with its flags by Arguments::add_to(Verb&);
// `run` gets them. The parent is the CommandLine or another verb.
template <class Arguments, class Parent>
Verb add_verb(Parent& parent, Chosen& chosen, const std::string& name, const std::string& help,
              int (*run)(const Arguments&, Console&)) {
  const auto arguments = std::make_shared<Arguments>();
  Verb verb = parent.add_verb(name, help, [&chosen, arguments, run] {
    chosen.action = [arguments, run](Console& console) { return run(*arguments, console); };
  });
  arguments->add_to(verb);
  verb.add_flag("--json", chosen.json, "one JSON object as the last line of standard output");
  return verb;
}

void add_train(CommandLine& command_line, Chosen& chosen);
void add_evaluate(CommandLine& command_line, Chosen& chosen);
void add_predict(CommandLine& command_line, Chosen& chosen);
void add_explain(CommandLine& command_line, Chosen& chosen);
void add_info(CommandLine& command_line, Chosen& chosen);
void add_convert(CommandLine& command_line, Chosen& chosen);
void add_generate(CommandLine& command_line, Chosen& chosen);
void add_generate_multiplier(Verb& generate, Chosen& chosen);
void add_bench(CommandLine& command_line, Chosen& chosen);
void add_circuit(CommandLine& command_line, Chosen& chosen);  // circuit_verbs.h has those behind it

}  // namespace heddle::cli
