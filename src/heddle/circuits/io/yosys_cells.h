// The one-bit gates of Yosys, and what it takes to get from other cells to them.
#pragma once

#include "heddle/circuits/io/gate_library.h"

#include <string>
#include <string_view>

namespace heddle {

const GateLibrary& yosys_gates();

enum class YosysCellKind {
  kGate,        // in yosys_gates()
  kNoLogic,     // may be skipped
  kSequential,  // flip-flops, latches, memories
  kWords,       // of several bits: $add
  kModule,      // a copy of another module
};
YosysCellKind kind_of_yosys_cell(std::string_view type);

}  // namespace heddle
