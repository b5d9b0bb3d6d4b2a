// Several circuits as one: larger graphs with nothing in common but the constant.
#pragma once

#include "heddle/circuits/aig.h"

#include <cstdint>
#include <span>

namespace heddle {

// First the inputs of all designs, then the ANDs design after design; also outputs stand design
// after design. Names get the number of the design in front, "0/a[1]". Throws Unsupported beyond
// kMaxVariable variables. Takes no memory but the result.
Aig side_by_side(std::span<const Aig> designs);
// The same design `copies` times; InvalidArgument if this is negative.
Aig replicate(const Aig& aig, int64_t copies);

}  // namespace heddle
