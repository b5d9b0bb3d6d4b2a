// The fan-ins of a circuit one by one, with their relations in circuit_graph.
#pragma once

#include "heddle/circuits/aig.h"
#include "heddle/circuits/learn/circuit_graph.h"

#include <cstdint>
#include <vector>

namespace heddle {

// The relations of fan-ins. A byte per AND, unless they are untyped.
class FaninRelations {
 public:
  FaninRelations(const Aig& aig, CircuitEdges edges);  // borrows the circuit

  CircuitEdges edges() const { return edges_; }
  // Of fan-in `which`, 0 or 1, of a node of circuit_graph. Outputs have one, which is never early.
  int32_t of(Literal fanin, int64_t node, int which) const {
    if (edges_ == CircuitEdges::kUntyped) return 0;
    const int64_t gate = node - aig_.inputs;
    const bool is_early =
        gate < std::ssize(aig_.ands) && (early_[static_cast<size_t>(gate)] >> which & 1) != 0;
    return (is_inverted(fanin) ? kInvertedBit : 0) | (is_early ? kEarlyBit : 0);
  }

 private:
  const Aig& aig_;
  CircuitEdges edges_;
  std::vector<uint8_t> early_;  // [ANDs] a bit per fan-in: two or more levels before its gate
};

// visit(fan-in, node of circuit_graph that reads it, which of its fan-ins), node by node.
template <class Visit>
void for_each_fanin(const Aig& aig, const Visit& visit) {
  int64_t node = aig.inputs;
  for (const AndGate& gate : aig.ands) {
    visit(gate.fanin0, node, 0);
    visit(gate.fanin1, node, 1);
    ++node;
  }
  for (const Literal output : aig.outputs) visit(output, node++, 0);
}

}  // namespace heddle
