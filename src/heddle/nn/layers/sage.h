#pragma once

#include "heddle/nn/model_context.h"

namespace heddle {

// y = x W_self + mean over senders j of x_j W_neighbour + b
//   x  dense or csr [N, D]     result  [N, cols]
// Hamilton, Ying, Leskovec: "Inductive Representation Learning on Large Graphs" (2017); two weight
// matrices and one bias, as in PyTorch Geometric's SAGEConv.
Value sage_layer(ModelContext& context, Value adjacency, Value edge_weights, Value x, int64_t cols);

}  // namespace heddle
