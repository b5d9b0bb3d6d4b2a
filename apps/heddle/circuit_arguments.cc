#include "apps/heddle/circuit_arguments.h"

#include "apps/heddle/exit_codes.h"
#include "heddle/circuits/io/circuit_file.h"

namespace heddle::cli {

void CircuitArguments::add_to(Verb& verb) {
  verb.add_option("--genlib", genlib, "*.blif: the gates that it names").type_name("FILE");
  verb.add_option("--top", top, "*.json of Yosys: the top module").type_name("NAME");
}

bool CircuitArguments::applies_to(const DataArguments& data) const {
  if (is_circuit_file(data.data)) return true;
  if (!genlib.empty() || !top.empty()) throw UsageError("--genlib and --top are for circuits");
  return false;
}

Aig CircuitArguments::load(const DataArguments& data) const {
  if (data.undirectedness()) {
    throw UsageError("--directed and --undirected are for edge lists and tables");
  }
  return load(data.data);
}

Aig CircuitArguments::load(const std::string& file) const {
  return read_circuit(file, {.genlib = genlib, .top = top});
}

}  // namespace heddle::cli
