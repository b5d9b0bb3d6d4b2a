#include "apps/heddle/circuit_arguments.h"

#include "apps/heddle/exit_codes.h"
#include "heddle/circuits/io/circuit_file.h"

namespace heddle::cli {

void CircuitArguments::add_to(Verb&) {}

bool CircuitArguments::applies_to(const DataArguments& data) const {
  return is_circuit_file(data.data);
}

Aig CircuitArguments::load(const DataArguments& data) const {
  if (data.undirectedness()) {
    throw UsageError("--directed and --undirected are for edge lists and tables");
  }
  return read_circuit(data.data);
}

}  // namespace heddle::cli
