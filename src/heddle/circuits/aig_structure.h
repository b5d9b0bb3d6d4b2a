// Depth and fan-out of an and-inverter graph.
#pragma once

#include "heddle/circuits/aig.h"

#include <cstdint>
#include <vector>

namespace heddle {

// Per variable: 0 for the constant and inputs, 1 + the larger level of its fan-ins for an AND.
std::vector<int32_t> levels(const Aig& aig);

// Per variable: 1 if an output is it or depends on it, else 0.
std::vector<char> reaches_output(const Aig& aig);

// Who reads a variable. A gate that reads it twice counts twice.
struct Fanouts {
  std::vector<uint32_t> gates;     // [variables] by how many fan-ins
  std::vector<uint32_t> inverted;  // [variables] by how many inverted fan-ins
  std::vector<uint32_t> outputs;   // [variables] by how many outputs
};
Fanouts count_fanouts(const Aig& aig);
// The first of these alone.
std::vector<uint32_t> gate_fanouts(const Aig& aig);

}  // namespace heddle
