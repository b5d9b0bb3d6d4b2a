#pragma once

#include "heddle/nn/model_context.h"

#include <string_view>

namespace heddle {

// y = MLP(x_i + sum over senders j of x_j), MLP = linear, norm, ReLU, linear (GIN-0); the paper's
// norm is "batch".
//   x  dense or csr [N, D]     result  [N, cols]
// Xu et al.: "How Powerful are Graph Neural Networks?" (2019). The first linear map is written
// before the sum, which it commutes with; so sparse features never become dense.
Value gin_layer(ModelContext& context, Value adjacency, Value edge_weights, Value x, int64_t cols,
                std::string_view norm);

}  // namespace heddle
