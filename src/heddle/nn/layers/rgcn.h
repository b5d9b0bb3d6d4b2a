#pragma once

#include "heddle/nn/model_context.h"

namespace heddle {

struct RgcnOptions {
  int64_t bases = 0;  // 0: one full weight matrix per relation
};

// y_i = sum over relations r of mean over senders j in N_r(i) of x_j W_r + x_i W_root + b,
// W_r = sum over b of coefficient[r, b] * V_b with bases.
//   x       dense or csr [N, D], or kNoValue: featureless, every node learns a row
//   result  [N, cols]
// Schlichtkrull et al.: "Modeling Relational Data with Graph Convolutional Networks" (2018).
// The program does not grow with the number of relations.
Value rgcn_layer(ModelContext& context, Value adjacency, Value x, int64_t cols,
                 const RgcnOptions& options);

}  // namespace heddle
