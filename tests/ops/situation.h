// What a case runs on: edges, widths, and how operands lie in memory.
#pragma once

#include "heddle/graph/adjacency.h"

#include <cstdint>
#include <string>
#include <vector>

namespace heddle::test {

// Everything derives from these numbers and a fixed seed, so a failure repeats by name.
struct Situation {
  std::string name;
  EdgeList edges;  // N receivers, M senders, E edges, R relations
  int64_t cols = 8;
  int64_t heads = 1;
  bool bipartite = false;     // receivers and senders are different spaces
  bool symbolic = false;      // spaces are symbols; their bounds exceed the sizes of the run
  bool strided = false;       // operands are columns of wider, unaligned matrices
  bool permuted_ids = false;  // rows carry original ids other than 0, 1, 2, ...
};

// Graphs. All are directed.
EdgeList edgeless_graph(int64_t nodes);
// One node with two self loops.
EdgeList loop_graph();
// Self loops, duplicate edges, rows without edges (the first and last too) and a hub that receives
// half of all edges.
EdgeList mixed_graph(int64_t nodes, int64_t edges, int32_t relations = 1);
// Every edge the other way round.
EdgeList reversed(EdgeList list);
// 18,000 edges: one node receives nearly all of them, another sends nearly all, so that both exceed
// what a RowSchedule leaves in one piece.
EdgeList hub_graph(int32_t relations = 1);
EdgeList bipartite_graph(int64_t receivers, int64_t senders, int64_t edges, int32_t relations = 1);

// For kernels: every awkward graph, every awkward width, every memory layout.
const std::vector<Situation>& kernel_situations();
// For finite differences of every element: small, directed, with unequal degrees.
const std::vector<Situation>& gradient_situations();

}  // namespace heddle::test
