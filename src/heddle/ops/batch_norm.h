#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kBatchNorm;
extern const OpDef kBatchNormGradient;
extern const OpDef kBatchNormInference;

struct BatchNorm {
  Value y;                          // [N, D] in the dtype of x
  Value mean, inverse_std;          // [1, D] of this batch
  Value running_mean, running_var;  // [1, D] the statistics after this batch
};

// Normalises every column over the rows of this run.
//   x dense [N, D]     gamma, beta, running_mean, running_var  [1, D] in the compute dtype of x
BatchNorm batch_norm(Builder& builder, Value x, Value gamma, Value beta, Value running_mean,
                     Value running_var, double eps = 1e-5, double momentum = 0.1);

// Normalises with the statistics given. No gradient.
Value batch_norm_inference(Builder& builder, Value x, Value gamma, Value beta, Value running_mean,
                           Value running_var, double eps = 1e-5);

}  // namespace heddle
