// The body of an ASCII AIGER file: a line per input, per output and per AND. Variables may be
// numbered with holes, and ANDs stand in any order.
#pragma once

#include "heddle/circuits/aig.h"
#include "heddle/circuits/io/aiger_header.h"
#include "heddle/circuits/io/aiger_input.h"

namespace heddle {

// Without names. Variables are numbered anew: inputs in their order, then the ANDs in theirs, as
// far as that is topological. InvalidArgument for what is defined twice or not at all, and for
// cycles.
Aig read_aiger_ascii(AigerInput& input, const AigerHeader& header);

}  // namespace heddle
