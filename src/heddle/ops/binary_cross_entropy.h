#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kBinaryCrossEntropy;
extern const OpDef kBinaryCrossEntropyGradient;

// Weighted mean over rows and classes of the cross entropy of sigmoid(logits) against targets.
//   logits   dense [N, C]
//   targets  [N, C] in the compute dtype, each in [0, 1]
//   weights  [N, 1] in the compute dtype
//   result   [1, 1] in the compute dtype; 0 if the weights sum to 0
Value binary_cross_entropy(Builder& builder, Value logits, Value targets, Value weights);

}  // namespace heddle
