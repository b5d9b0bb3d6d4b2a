// The order in which the gates of a file are made: each after those that it reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace heddle {

inline constexpr uint32_t kNoNode = std::numeric_limits<uint32_t>::max();

struct TopologicalOrder {
  std::vector<uint32_t> nodes;       // all of them, unless there is a cycle
  std::optional<uint32_t> on_cycle;  // a node that reads itself, perhaps by way of others
};

// The nodes are 0 ... nodes - 1; `fanins_of(node)` is a range, with size() and [], of the nodes
// that it reads, where kNoNode counts as nothing. If each node stands behind its fan-ins already,
// nothing moves. Depth-first, without recursion: circuits are thousands of gates deep.
template <class FaninsOf>
TopologicalOrder topological_order(size_t nodes, const FaninsOf& fanins_of) {
  enum : char { kUnseen, kOpen, kDone };
  struct Step {
    uint32_t node;
    uint32_t next_fanin;
  };
  TopologicalOrder order;
  order.nodes.reserve(nodes);
  std::vector<char> state(nodes, kUnseen);
  std::vector<Step> path;  // its nodes are the open ones
  for (uint32_t root = 0; root < nodes; ++root) {
    if (state[root] == kUnseen) path.push_back({root, 0});
    while (!path.empty()) {
      Step& step = path.back();
      state[step.node] = kOpen;
      const auto& fanins = fanins_of(step.node);
      if (step.next_fanin == fanins.size()) {
        state[step.node] = kDone;
        order.nodes.push_back(step.node);
        path.pop_back();
        continue;
      }
      const uint32_t fanin = fanins[step.next_fanin++];
      if (fanin == kNoNode || state[fanin] == kDone) continue;
      if (state[fanin] == kOpen) {
        order.on_cycle = fanin;
        return order;
      }
      path.push_back({fanin, 0});
    }
  }
  return order;
}

}  // namespace heddle
