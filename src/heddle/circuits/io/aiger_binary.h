// The body of a binary AIGER file: a line per output, then two deltas per AND, seven bits a byte.
#pragma once

#include "heddle/circuits/aig.h"
#include "heddle/circuits/io/aiger_header.h"
#include "heddle/circuits/io/aiger_input.h"

namespace heddle {

// Without names. InvalidArgument if a literal, a delta or the length is wrong.
Aig read_aiger_binary(AigerInput& input, const AigerHeader& header);

}  // namespace heddle
