// Small training Programs that together use every operator with a gradient, in any dtype. Each has
// an output "loss", a directed graph with unequal weights, and parameters of every kind.
#pragma once

#include "heddle/ir/program.h"

#include <ostream>
#include <string_view>
#include <vector>

namespace heddle::test {

struct SmallModel {
  std::string_view name;
  Program (*build)(DType dtype);

  friend std::ostream& operator<<(std::ostream& out, const SmallModel& m) { return out << m.name; }
};

// gcn, sage, gat, rgcn, gin (batches of graphs, symbolic sizes), mixed (max, edge scores, slices).
const std::vector<SmallModel>& small_models();
const SmallModel& small_model(std::string_view name);

}  // namespace heddle::test
