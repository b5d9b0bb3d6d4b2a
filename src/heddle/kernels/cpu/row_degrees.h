// Degrees of receivers, for the kernels that scale by them.
#pragma once

#include "heddle/kernels/kernel.h"

namespace heddle::cpu {

// degrees[i * stride] = number of in-edges of i, or the sum of their weights where `weights` is
// present. `slots` holds one number per slot of the row schedule; hubs are summed in pieces.
void row_degrees(int threads, const AdjacencyView& a, const OperandView& weights, float* slots,
                 float* degrees, int64_t stride);

// Bytes of `slots` for so many entries at most, a multiple of 64.
int64_t degree_slots_bytes(int64_t entries);

}  // namespace heddle::cpu
