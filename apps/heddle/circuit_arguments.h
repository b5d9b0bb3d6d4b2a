// DATA that is a circuit, and how to read it.
#pragma once

#include "apps/heddle/data_arguments.h"
#include "heddle/circuits/aig.h"

#include <string>

namespace heddle::cli {

struct CircuitArguments {
  std::string genlib, top;

  void add_to(Verb& verb);
  // DATA is the name of a circuit. Throws UsageError if it is not, and there are flags for those.
  bool applies_to(const DataArguments& data) const;
  // Throws UsageError if there are flags for edge lists.
  Aig load(const DataArguments& data) const;
  Aig load(const std::string& file) const;
};

}  // namespace heddle::cli
