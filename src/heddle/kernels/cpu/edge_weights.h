// Where the weights of an edge lie.
#pragma once

#include "heddle/kernels/kernel.h"

namespace heddle::cpu {

// The weights, one or one per head, of an entry of `a`; `weights` is present and f32.
inline const float* edge_weights(const AdjacencyView& a, const OperandView& weights,
                                 int64_t entry) {
  return weights.values<const float>() + a.edge_position(entry) * weights.stride;
}

}  // namespace heddle::cpu
