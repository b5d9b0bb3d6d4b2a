// And-inverter graphs: combinational circuits of two-input ANDs and inverters.
#pragma once

#include "heddle/circuits/literal.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace heddle {

// The AND of two literals. fanin0 <= fanin1; both belong to earlier variables.
struct AndGate {
  Literal fanin0 = kFalse, fanin1 = kFalse;

  bool operator==(const AndGate&) const = default;
};

// Eight bytes per gate are the whole structure: there are no edges beside the fan-ins.
//
// Variables are numbered as in a binary AIGER file: 0 is the constant false, 1 ... inputs are the
// inputs, the ANDs follow in topological order. Gates may repeat, be trivial or drive nothing.
struct Aig {
  int64_t inputs = 0;
  std::vector<AndGate> ands;
  std::vector<Literal> outputs;
  std::vector<std::string> input_names;   // empty, or one per input; "": no name
  std::vector<std::string> output_names;  // empty, or one per output

  // The constant is one of them: the largest variable is variables() - 1.
  int64_t variables() const { return 1 + inputs + static_cast<int64_t>(ands.size()); }
  uint32_t first_and() const { return static_cast<uint32_t>(inputs) + 1; }
  bool is_and(uint32_t variable) const { return variable > static_cast<uint64_t>(inputs); }
  bool is_input(uint32_t variable) const { return variable != 0 && !is_and(variable); }
  // Of a variable for which is_and() holds.
  const AndGate& gate(uint32_t variable) const { return ands[variable - first_and()]; }

  // Throws InvalidArgument, naming the gate or output, if something does not hold that stands
  // above.
  void validate() const;

  bool operator==(const Aig&) const = default;
};

}  // namespace heddle
