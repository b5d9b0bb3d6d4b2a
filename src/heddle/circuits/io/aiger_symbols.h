// What may follow the body of an AIGER file: names, one line each ("i0 carry_in"), and a comment.
#pragma once

#include "heddle/circuits/aig.h"
#include "heddle/circuits/io/aiger_input.h"

#include <string_view>

namespace heddle {

// Fills in the names, up to the end or to the comment, which may hold any bytes. InvalidArgument
// for a name of what the circuit does not have or has named before, and for anything else.
void read_aiger_symbols(AigerInput& input, Aig& aig);

// True if a line of an AIGER file can hold the name.
bool is_aiger_name(std::string_view name);

}  // namespace heddle
