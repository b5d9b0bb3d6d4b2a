// A circuit as a graph that models walk.
#pragma once

#include "heddle/circuits/aig.h"
#include "heddle/graph/graph.h"

#include <cstdint>
#include <utility>

namespace heddle {

// Nodes of a circuit: variable v is node v - 1, output k is node variables - 1 + k. The constant is
// no node, so that what reads it hears nothing.
int64_t circuit_nodes(const Aig& aig);

// Which way messages go.
enum class CircuitEdges : uint8_t {
  kUntyped,           // from what a gate or output reads, all of one relation: GAMORA's
  kFanins,            // from what a gate or output reads
  kFaninsAndReaders,  // and from gates and outputs to the gates they read
};

// Relations tell edges apart that mean different things. Bit 0: the fan-in is inverted. Bit 1: it
// is early, two or more levels before the gate: of the two ANDs that the carry of a full adder
// joins, the first half adder's is early, and without that the two half adders look the same. Bit
// 2: the edge goes from reader to fan-in.
inline constexpr int32_t kInvertedBit = 1, kEarlyBit = 2, kReaderBit = 4;
int32_t relation_count(CircuitEdges edges);

// Edges of the graph of one circuit.
int64_t circuit_edge_count(const Aig& aig, CircuitEdges edges);

// Circuits side by side: node ids of one follow those of the one before. Nothing is sent from
// readers to inputs: an input of a multiplier has as many readers as the numbers have bits, and a
// model that knows them recognises no other width.
class CircuitGraphBuilder {
 public:
  explicit CircuitGraphBuilder(CircuitEdges edges);

  // Throws Unsupported for 2^31 nodes or more in all.
  void add(const Aig& aig);
  Graph take() { return std::move(graph_); }  // the builder is spent

 private:
  void add_edge(int32_t relation, int64_t source, int64_t destination);

  CircuitEdges edges_;
  Graph graph_;
};

Graph circuit_graph(const Aig& aig, CircuitEdges edges);

}  // namespace heddle
