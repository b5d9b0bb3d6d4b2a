#pragma once

#include "heddle/nn/model_context.h"

namespace heddle {

struct GatOptions {
  int64_t heads = 8;
  int64_t head_cols = 8;
  bool average_heads = false;  // false: heads stand side by side
  double attention_dropout = 0.0;
  double slope = 0.2;  // of the leaky ReLU on the logits
};

// h = x W;  e_ij = leaky_relu(<a_receiver, h_i> + <a_sender, h_j>) per head;
// y_i = sum over senders j of softmax_j(e_ij) h_j + b.  The adjacency has self loops.
//   x  dense or csr [N, D]     result  [N, heads * head_cols], or [N, head_cols] averaged
// Velickovic et al.: "Graph Attention Networks" (2018). Written edge by edge; the pass
// fuse_attention makes one operator of it.
Value gat_layer(ModelContext& context, Value adjacency, Value x, const GatOptions& options);

}  // namespace heddle
