// The first line of an AIGER file: "aig M I L O A" or "aag M I L O A", perhaps with "B C J F".
#pragma once

#include "heddle/circuits/io/aiger_input.h"

#include <cstdint>

namespace heddle {

struct AigerHeader {
  bool binary = true;
  uint32_t max_variable = 0, inputs = 0, outputs = 0, ands = 0;
};

// Takes the line. InvalidArgument unless the numbers agree with each other and the file is as long
// as they demand, if that is known: afterwards memory may be taken for outputs and ANDs, and for
// the inputs of an ASCII file. Unsupported for latches and properties.
AigerHeader read_aiger_header(AigerInput& input);

}  // namespace heddle
