#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kAttention;
extern const OpDef kAttentionGradient;

// Additive attention in one operator: y[i, h, :] = sum over edges (i <- j) of
// dropout(softmax_i(leaky_relu(receiver[i, h] + sender[j, h], slope))) * x[j, h, :].
//   adjacency  [N <- M] over E     x  [M, D/H]     receiver  [N, H]     sender  [M, H]
//   stream     number of the dropout of the coefficients (Builder::next_stream)
//   result     [N, D/H] in the dtype of x; rows without edges give 0
// Results 1 and 2 of the same node are the maximum and the sum of every softmax, [N, H].
Value attention(Builder& builder, Value adjacency, Value x, Value receiver, Value sender,
                double slope, double probability = 0.0, int64_t stream = 0);

}  // namespace heddle
