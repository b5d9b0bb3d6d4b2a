// Operators over one small graph, on numbers written in a test, run by the interpreter in double.
#pragma once

#include "heddle/graph/adjacency.h"
#include "heddle/ir/builder.h"
#include "heddle/runtime/bindings.h"

#include <deque>
#include <string>
#include <vector>

namespace heddle::test {

class GraphRun {
 public:
  // Senders and receivers are one space of nodes.
  explicit GraphRun(const EdgeList& edges);

  Builder& builder() { return builder_; }
  Value adjacency() const { return adjacency_; }
  // Inputs, row by row: one row per node, one per edge in the edge order, or `rows` of no space.
  Value nodes(std::vector<double> numbers, int64_t heads = 1);
  Value edges(std::vector<double> numbers);
  Value matrix(int64_t rows, std::vector<double> numbers);

  std::vector<double> operator()(Value value) const;

 private:
  Value add_input(SpaceId space, int64_t rows, std::vector<double> numbers, int64_t heads);

  Program program_;
  Builder builder_;
  Adjacency graph_;
  SpaceId nodes_, edges_;
  Value adjacency_;
  Bindings bindings_;
  std::deque<std::vector<double>> inputs_;
};

}  // namespace heddle::test
