#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kAdam;

struct AdamOptions {
  double beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 0;
  bool decoupled = false;  // AdamW: the decay acts on the weight, not through the gradient
};

struct AdamStep {
  Value w, m, v;  // after the step
};

// One step.
//   w, g, m, v     weight, gradient and moments, dense of one type, f32 or f64
//   step           i64 [1, 1], the number of steps taken before this one
//   learning_rate  f32 [1, 1]
AdamStep adam(Builder& builder, Value w, Value g, Value m, Value v, Value step, Value learning_rate,
              const AdamOptions& options = {});

}  // namespace heddle
