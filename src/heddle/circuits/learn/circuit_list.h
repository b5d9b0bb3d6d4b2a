// Circuits by a line of text: files and multipliers made by the program.
#pragma once

#include "heddle/circuits/aig.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

struct NamedCircuit {
  std::string name;  // "booth:16", or the path
  Aig aig;
  std::optional<Aig> golden;  // the circuit that this one was made of
};

// Items with commas between them. An item is the path of a circuit file or FAMILY:WIDTHS, where
// FAMILY is a multiplier family, perhaps with "-signed" and "/STYLE" of its full adders behind it,
// and WIDTHS is a number of bits or a range of them: "array:8", "booth-signed:8-24/8" (8, 16, 24),
// "dadda/mux:16". "mapped.aig@array:8" states the golden circuit of another, as an item too. Throws
// InvalidArgument naming the item; what readers throw.
std::vector<NamedCircuit> read_circuit_list(std::string_view items);

}  // namespace heddle
