// What no message-passing model of a depth can do better: colour refinement (Weisfeiler, Leman
// 1968).
#pragma once

#include "heddle/graph/graph.h"

#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace heddle {

// Nodes have the same colour after so many rounds if and, but for collisions of 64 bits, only if
// no model of so many layers over these relations and first colours can tell them apart (Xu et al.
// 2019, "How powerful are graph neural networks?"). O(rounds * edges).
std::vector<uint64_t> refined_colours(const Graph& graph, std::vector<uint64_t> colours,
                                      int64_t rounds);

// The class that is most frequent among the nodes of a colour.
class ColourTable {
 public:
  void add(std::span<const uint64_t> colours, std::span<const uint8_t> labels);
  // How many of the nodes do not have the class of their colour in the table; those of unknown
  // colours are told apart by the most frequent class of all.
  int64_t wrong(std::span<const uint64_t> colours, std::span<const uint8_t> labels) const;

 private:
  using ClassCounts = std::map<uint8_t, int64_t>;
  static uint8_t most_frequent(const ClassCounts& counts);

  std::map<uint64_t, ClassCounts> counts_;
  ClassCounts all_;
};

// How many do not have the most frequent class.
int64_t majority_wrong(std::span<const uint8_t> labels);

}  // namespace heddle
