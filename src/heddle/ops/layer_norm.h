#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kLayerNorm;
extern const OpDef kLayerNormGradient;

struct LayerNorm {
  Value y;                  // [N, D] in the dtype of x
  Value mean, inverse_std;  // [N, 1]
};

// Normalises every row.     x dense [N, D]     gamma, beta  [1, D] in the compute dtype of x
LayerNorm layer_norm(Builder& builder, Value x, Value gamma, Value beta, double eps = 1e-5);

}  // namespace heddle
