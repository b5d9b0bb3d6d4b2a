#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kHeadMean;
extern const OpDef kHeadBroadcast;

// y[i, f] = mean over h of x[i, h, f].     x dense [N, D/H]     result [N, D/H columns, 1 head]
Value head_mean(Builder& builder, Value x);

// x[i, h, f] = y[i, f] / heads: the adjoint of head_mean.     y dense [N, F]
Value head_broadcast(Builder& builder, Value y, int64_t heads);

}  // namespace heddle
