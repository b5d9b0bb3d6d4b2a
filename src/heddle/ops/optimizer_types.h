// Type rule that optimiser steps share.
#pragma once

#include "heddle/ir/op_def.h"

namespace heddle {

// The first `tensors` operands (weight, gradient, moments) are dense, f32 or f64, of one type.
const Type& require_weight(const TypeQuery& query, size_t tensors);
// Operand `i` is a learning rate.
void require_learning_rate(const TypeQuery& query, size_t i);

}  // namespace heddle
