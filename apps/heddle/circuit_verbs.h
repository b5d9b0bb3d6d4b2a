// The verbs behind `heddle circuit`, and what they have in common.
#pragma once

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

// Adds CIRCUIT, the file to read.
void add_circuit_file(Verb& verb, std::string& file);
// Reads it and prints its size.
Aig read_circuit_file(const std::string& file, Console& console);

}  // namespace heddle::cli
