// A part of a circuit with all that its nodes can hear of in some layers of messages.
#pragma once

#include "heddle/circuits/aig.h"
#include "heddle/circuits/learn/fanin_relations.h"
#include "heddle/circuits/learn/reader_index.h"
#include "heddle/graph/adjacency.h"

#include <cstdint>
#include <limits>
#include <vector>

namespace heddle {

struct CircuitChunkBounds {
  int64_t nodes = std::numeric_limits<int64_t>::max();
  int64_t edges = std::numeric_limits<int64_t>::max();
};

// Local node i is node nodes[i] of circuit_graph; ids ascend, so that every node hears its
// neighbours in the same order as in the whole graph, which makes results the same to the bit.
struct CircuitChunk {
  std::vector<int32_t> nodes;
  int64_t own_begin = 0, own_end = 0;  // those that the chunk is for; the others are its halo
  // All edges that a message to an own node takes, in the order of SortedRows.
  std::vector<int64_t> row_offsets;  // [nodes + 1]
  std::vector<int32_t> senders, relations;
  int32_t relation_count = 1;

  SortedRows rows() const;  // borrows them
  void reserve(const CircuitChunkBounds& bounds);
};

class CircuitChunker {
 public:
  // Borrows all; `readers` is there for kFaninsAndReaders alone. `hops` is how many
  // layers of messages there are: with as many, results are exact. Throws Unsupported for 2^31
  // nodes or more.
  CircuitChunker(const Aig& aig, const FaninRelations& relations, const ReaderIndex* readers,
                 int64_t hops);

  // The chunk of nodes [begin, end), which are ANDs; false, and nothing of it, if there is more of
  // it than `bounds` says. It keeps its storage. Time: linear in the size of the chunk, but for its
  // halo a logarithm more.
  bool make(int64_t begin, int64_t end, const CircuitChunkBounds& bounds, CircuitChunk& chunk);

 private:
  template <class Visit>
  void for_each_neighbour(int64_t node, const Visit& visit) const;
  void reach(int64_t node);
  void reach_neighbours(int64_t node);
  bool find_halo(int64_t begin, int64_t end, const CircuitChunkBounds& bounds);
  void list_nodes(int64_t begin, int64_t end, CircuitChunk& chunk);
  void sort_row(int64_t node);
  void list_edges(int64_t begin, int64_t end, CircuitChunk& chunk);

  const Aig& aig_;
  const FaninRelations& relations_;
  const ReaderIndex* readers_;
  int64_t hops_;
  std::vector<bool> reached_;       // [nodes of the circuit]
  std::vector<int32_t> halo_;       // ascending once it is found
  std::vector<int32_t> last_ring_;  // of the halo, ascending: hears nothing that matters
  int64_t edges_ = 0;               // that all the others hear along
  std::vector<uint64_t> row_;       // relation and sender of a node's edges
};

}  // namespace heddle
