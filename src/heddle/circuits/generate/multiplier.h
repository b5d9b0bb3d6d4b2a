// Multipliers of any width as and-inverter graphs.
#pragma once

#include "heddle/circuits/aig.h"
#include "heddle/circuits/generate/adder_cells.h"

#include <cstdint>

namespace heddle {

enum class MultiplierFamily {
  kArray,      // rows added by ripple adders: the graphs that GAMORA and GROOT call CSA multipliers
  kCarrySave,  // rows added without running carries
};

struct MultiplierOptions {
  MultiplierFamily family = MultiplierFamily::kArray;
  int64_t bits = 0;        // of each operand, at least 1
  bool is_signed = false;  // operands and product in two's complement
  AdderStyle style = AdderStyle::kPropagate;
};

// Inputs are a[0] ... a[bits - 1], b[0] ..., outputs p[0] ... p[2 bits - 1]; least significant
// first. Every gate reaches an output and stands there once. Throws InvalidArgument without bits,
// Unsupported beyond kMaxVariable variables.
Aig make_multiplier(const MultiplierOptions& options);

}  // namespace heddle
