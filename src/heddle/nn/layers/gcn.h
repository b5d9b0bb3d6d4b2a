#pragma once

#include "heddle/nn/model_context.h"

namespace heddle {

// y = D^-1/2 A D^-1/2 x W + b, A with self loops and edge weights (kNoValue: all 1).
//   x  dense or csr [N, D]     result  [N, cols]
// Kipf, Welling: "Semi-Supervised Classification with Graph Convolutional Networks" (2017).
Value gcn_layer(ModelContext& context, Value adjacency, Value edge_weights, Value x, int64_t cols);

}  // namespace heddle
