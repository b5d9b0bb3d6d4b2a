// The verbs behind `heddle circuit`, and what they have in common.
#pragma once

#include "apps/heddle/circuit_arguments.h"
#include "apps/heddle/verb.h"
#include "heddle/circuits/aig.h"

#include <string>

namespace heddle::cli {

void add_circuit_label(Verb& circuit, Chosen& chosen);
void add_circuit_predict(Verb& circuit, Chosen& chosen);
void add_circuit_evaluate(Verb& circuit, Chosen& chosen);
void add_circuit_adders(Verb& circuit, Chosen& chosen);
void add_circuit_verify(Verb& circuit, Chosen& chosen);
void add_circuit_check_certificate(Verb& circuit, Chosen& chosen);

// CIRCUIT, the file that a verb reads.
struct CircuitFile : CircuitArguments {
  std::string file;

  void add_to(Verb& verb);
  Aig read() const { return load(file); }
  Aig read(Console& console) const;  // prints its size
};

}  // namespace heddle::cli
