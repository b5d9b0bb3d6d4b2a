// heddle convert IN OUT: any readable data set as a native data set directory, any readable circuit
// as AIGER, circuits:ITEMS side by side as one.

#include "apps/heddle/circuit_arguments.h"
#include "apps/heddle/data_arguments.h"
#include "apps/heddle/exit_codes.h"
#include "apps/heddle/verb.h"
#include "apps/heddle/write_dataset.h"
#include "heddle/base/json.h"
#include "heddle/base/thread_count.h"
#include "heddle/base/units.h"
#include "heddle/circuits/aig_builder.h"
#include "heddle/circuits/io/circuit_file.h"
#include "heddle/circuits/learn/circuit_dataset.h"
#include "heddle/circuits/learn/circuit_list.h"
#include "heddle/circuits/side_by_side.h"

#include <utility>
#include <vector>

namespace heddle::cli {
namespace {

struct ConvertArguments : DataArguments {
  CircuitArguments circuit;
  std::string out;
  bool hash = false;

  void add_to(Verb& verb) {
    DataArguments::add_to(verb);
    verb.add_option("--out,OUT", out, "the data set directory, or the *.aig or *.aag, to write")
        .required();
    verb.add_flag("--hash", hash, "circuits: each AND once, none that no output depends on");
    circuit.add_to(verb);
  }
};

// A circuit file, or all of circuits:ITEMS side by side.
Aig read_one_circuit(const ConvertArguments& arguments) {
  if (!is_circuit_data(arguments.data)) return arguments.circuit.load(arguments);
  std::vector<Aig> designs;
  for (NamedCircuit& circuit : read_circuit_list(circuit_items(arguments.data))) {
    designs.push_back(std::move(circuit.aig));
  }
  return designs.size() == 1 ? std::move(designs.front()) : side_by_side(designs);
}

int convert_circuit(const ConvertArguments& arguments, Console& console) {
  if (!is_writable_circuit_file(arguments.out)) {
    throw UsageError(arguments.out + ": a circuit is written as *.aig or *.aag");
  }
  Aig aig = read_one_circuit(arguments);
  if (arguments.hash) aig = structurally_hashed(aig);
  write_circuit(aig, arguments.out);
  console.say("{:<9}{}: {} inputs, {} outputs, {} ANDs", "wrote", arguments.out,
              format_count(aig.inputs), format_count(std::ssize(aig.outputs)),
              format_count(std::ssize(aig.ands)));
  console.object(print_json(Json({{"circuit", arguments.data},
                                  {"inputs", aig.inputs},
                                  {"outputs", aig.outputs.size()},
                                  {"ands", aig.ands.size()},
                                  {"out", arguments.out}})));
  return kDone;
}

int run_convert(const ConvertArguments& arguments, Console& console) {
  const bool circuits = is_circuit_data(arguments.data) && is_writable_circuit_file(arguments.out);
  if (circuits || arguments.circuit.applies_to(arguments)) {
    return convert_circuit(arguments, console);
  }
  if (arguments.hash) throw UsageError("--hash is for circuits");
  return write_dataset(arguments.load(thread_count(0)), arguments.out, console);
}

}  // namespace

void add_convert(CommandLine& command_line, Chosen& chosen) {
  add_verb<ConvertArguments>(command_line, chosen, "convert",
                             "write a data set in Heddle's own format, a circuit as AIGER",
                             run_convert);
}

}  // namespace heddle::cli
