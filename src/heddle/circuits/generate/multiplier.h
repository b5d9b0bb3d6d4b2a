// Multipliers of any width as and-inverter graphs.
#pragma once

#include "heddle/circuits/aig.h"
#include "heddle/circuits/generate/adder_cells.h"
#include "heddle/circuits/generate/final_adder.h"

#include <cstdint>

namespace heddle {

enum class MultiplierFamily {
  kArray,      // rows added by ripple adders: the graphs that GAMORA and GROOT call CSA multipliers
  kCarrySave,  // rows added without running carries
  kWallace,    // a tree of adders, as early as possible
  kDadda,      // a tree of adders, as late as possible
  kBooth,      // half as many rows, then as kDadda
};

struct MultiplierOptions {
  MultiplierFamily family = MultiplierFamily::kArray;
  int64_t bits = 0;        // of each operand, at least 1
  bool is_signed = false;  // operands and product in two's complement
  AdderStyle style = AdderStyle::kPropagate;
  FinalAdder final_adder = FinalAdder::kRipple;  // of the last three families
};

// Inputs are a[0] ... a[bits - 1], b[0] ..., outputs p[0] ... p[2 bits - 1]; least significant
// first. Every gate reaches an output and stands there once. Throws InvalidArgument without bits
// or where an array is to end in another adder, Unsupported beyond kMaxVariable variables.
Aig make_multiplier(const MultiplierOptions& options);

}  // namespace heddle
