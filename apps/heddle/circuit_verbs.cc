// heddle circuit VERB: what gates are, which adders they make, and whether they multiply.

#include "apps/heddle/circuit_verbs.h"

#include "heddle/base/timer.h"
#include "heddle/base/units.h"

namespace heddle::cli {

void add_circuit(CommandLine& command_line, Chosen& chosen) {
  Verb circuit = command_line.add_group("circuit", "and-inverter graphs: labels, adders, proofs");
  add_circuit_label(circuit, chosen);
  add_circuit_predict(circuit, chosen);
  add_circuit_evaluate(circuit, chosen);
  add_circuit_adders(circuit, chosen);
  add_circuit_verify(circuit, chosen);
  add_circuit_check_certificate(circuit, chosen);
}

void CircuitFile::add_to(Verb& verb) {
  verb.add_option("CIRCUIT", file, "a combinational circuit: *.aig, *.aag, *.blif, *.json")
      .required();
  CircuitArguments::add_to(verb);
}

Aig CircuitFile::read(Console& console) const {
  const Timer timer;
  Aig aig = read();
  console.say("{:<9}{}: {} inputs, {} ANDs, {} outputs in {}", "read", file,
              format_count(aig.inputs), format_count(static_cast<int64_t>(aig.ands.size())),
              format_count(static_cast<int64_t>(aig.outputs.size())),
              format_seconds(timer.seconds()));
  return aig;
}

}  // namespace heddle::cli
