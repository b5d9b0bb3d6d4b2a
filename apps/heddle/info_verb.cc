// heddle info DATA: what a data set, or a circuit, looks like and what is wrong with it.

#include "apps/heddle/circuit_arguments.h"
#include "apps/heddle/data_arguments.h"
#include "apps/heddle/exit_codes.h"
#include "apps/heddle/verb.h"
#include "heddle/base/thread_count.h"
#include "heddle/circuits/describe.h"
#include "heddle/data/describe.h"

namespace heddle::cli {
namespace {

struct InfoArguments : DataArguments {
  CircuitArguments circuit;

  void add_to(Verb& verb) {
    DataArguments::add_to(verb);
    circuit.add_to(verb);
  }
};

template <class Description>
int print_description(const Description& description, Console& console) {
  std::string text = to_text(description);
  while (text.ends_with('\n')) text.pop_back();
  console.line(text);
  console.object(to_json(description));
  return kDone;
}

int run_info(const InfoArguments& arguments, Console& console) {
  if (arguments.circuit.applies_to(arguments)) {
    const Aig aig = arguments.circuit.load(arguments);
    return print_description(describe(aig, arguments.data), console);
  }
  const Dataset dataset = arguments.load(thread_count(0), SplitOverlap::kKeep);
  return print_description(describe(dataset), console);
}

}  // namespace

void add_info(CommandLine& command_line, Chosen& chosen) {
  add_verb<InfoArguments>(command_line, chosen, "info",
                          "describe a data set or a circuit: schema, degrees, defects", run_info);
}

}  // namespace heddle::cli
