// Barabasi-Albert: new nodes attach to old ones in proportion to their degree (Science 286, 1999).
#pragma once

#include "heddle/graph/graph.h"

#include <cstdint>

namespace heddle {

// Undirected, both directions in the graph. Node `edges_per_node` attaches to all nodes before it,
// every later node to that many different ones. Needs 1 <= edges_per_node < nodes.
Graph barabasi_albert_graph(int64_t nodes, int64_t edges_per_node, uint64_t seed);

}  // namespace heddle
