#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kCrossEntropy;
extern const OpDef kCrossEntropyGradient;

// Weighted mean of the cross entropy of softmax(logits[i, :]) against class labels[i].
//   logits   dense [N, C]
//   labels   i32 [N, 1]; -1 and other values outside [0, C) only where the weight is 0
//   weights  [N, 1] in the compute dtype: a mask, or class weights
//   result   [1, 1] in the compute dtype; 0 if the weights sum to 0
Value cross_entropy(Builder& builder, Value logits, Value labels, Value weights);

}  // namespace heddle
