#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kSgd;

struct SgdStep {
  Value w, velocity;  // after the step
};

// One step.
//   w, g, velocity  weight, gradient and momentum buffer (0 before the first step), dense of one
//                   type, f32 or f64
//   learning_rate   f32 [1, 1]
SgdStep sgd(Builder& builder, Value w, Value g, Value velocity, Value learning_rate,
            double momentum = 0, double weight_decay = 0);

}  // namespace heddle
