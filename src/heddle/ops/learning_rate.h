#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kLearningRate;

// f32 [1, 1]: base * gamma^(step / every), the quotient rounded down; base if `every` is 0.
//   step  i64 [1, 1]
Value learning_rate(Builder& builder, Value step, double base, double gamma = 1.0,
                    int64_t every = 0);

}  // namespace heddle
