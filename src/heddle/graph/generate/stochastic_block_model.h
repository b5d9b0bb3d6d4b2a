// Stochastic block model: nodes in blocks, edges mostly inside them.
//
// A draw takes a node, stays in its block with probability `homophily`, and takes a second node
// there or in the other blocks; duplicates and self loops are drawn again.
#pragma once

#include "heddle/graph/graph.h"

#include <cstdint>
#include <span>

namespace heddle {

struct BlockModelOptions {
  int64_t undirected_edges = 0;
  double homophily = 0.8;  // share of edges inside a block
  uint64_t seed = 0;
};

// blocks[i] >= 0 is the block of node i. The graph is undirected: both directions stand in it.
Graph block_model_graph(std::span<const int32_t> blocks, const BlockModelOptions& options,
                        int threads);

}  // namespace heddle
