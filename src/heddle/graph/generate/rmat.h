// RMAT: recursive matrix graphs with a skewed degree distribution.
//
// Chakrabarti, Zhan, Faloutsos: "R-MAT: A Recursive Model for Graph Mining" (SDM 2004). Every edge
// descends from the whole adjacency matrix into one of its quadrants, again and again. Draws
// outside [0, nodes) and self loops are drawn again, so `nodes` need not be a power of two.
#pragma once

#include "heddle/graph/graph.h"

#include <cstdint>

namespace heddle {

struct RmatOptions {
  int64_t nodes = 0;
  int64_t edges = 0;                    // directed, different from each other
  double a = 0.45, b = 0.22, c = 0.22;  // top left, top right, bottom left; d is the rest
  uint64_t seed = 0;
  bool permute_ids = true;  // else hubs have small ids, which flatters caches
};

Graph rmat_graph(const RmatOptions& options, int threads);

}  // namespace heddle
