// DATA that is a circuit.
#pragma once

#include "apps/heddle/data_arguments.h"
#include "heddle/circuits/aig.h"

namespace heddle::cli {

struct CircuitArguments {
  void add_to(Verb& verb);
  // DATA is the name of a circuit.
  bool applies_to(const DataArguments& data) const;
  // Throws UsageError if there are flags for edge lists.
  Aig load(const DataArguments& data) const;
};

}  // namespace heddle::cli
