// The fan-ins of a circuit one by one, with their relations in circuit_graph.
#pragma once

#include "heddle/circuits/aig.h"
#include "heddle/circuits/learn/circuit_graph.h"

#include <cstdint>
#include <vector>

namespace heddle {

// Which fan-ins of ANDs are two or more levels before them. A byte per AND.
class EarlyFanins {
 public:
  explicit EarlyFanins(const Aig& aig);

  // `which` is 0 or 1; gate i is aig.ands[i].
  bool is_early(int64_t gate, int which) const {
    return (bits_[static_cast<size_t>(gate)] >> which & 1) != 0;
  }

 private:
  std::vector<uint8_t> bits_;
};

// Of fan-in `which` of a node of circuit_graph; outputs have one fan-in, which is never early.
inline int32_t fanin_relation(const Aig& aig, const EarlyFanins& early, Literal fanin, int64_t node,
                              int which) {
  const int64_t gate = node - aig.inputs;
  const bool is_early = gate < std::ssize(aig.ands) && early.is_early(gate, which);
  return (is_inverted(fanin) ? kInvertedBit : 0) | (is_early ? kEarlyBit : 0);
}

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
