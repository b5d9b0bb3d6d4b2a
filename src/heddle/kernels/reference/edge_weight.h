// The weight of an edge, where weights are optional.
#pragma once

#include "heddle/kernels/kernel.h"

namespace heddle::reference {

// `position` in the edge order; 1 if the operand was not given.
template <class C>
C edge_weight(const OperandView& weights, int64_t position) {
  return weights.present() ? weights.matrix<const C>().at(position, 0) : C(1);
}

}  // namespace heddle::reference
