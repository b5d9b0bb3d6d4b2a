// Where a NaN comes from: asked after each node while debugging.
#pragma once

#include "heddle/ir/program.h"
#include "heddle/kernels/kernel.h"

#include <cstdint>
#include <span>

namespace heddle {

// Throws InvalidArgument `%node = operator: the result has a NaN` if one of the node's `results`
// does: in the rows that are bound, or among the stored values of a csr value. Infinities may be.
// Allocates nothing.
void check_for_nan(const Program& program, int32_t node, std::span<const OperandView> results);

}  // namespace heddle
