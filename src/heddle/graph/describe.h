// What a graph looks like: counts, degrees, defects. For `info` and for reports.
#pragma once

#include "heddle/graph/graph.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace heddle {

// Minimum, median (the lower of two), mean and maximum; all 0 for no values.
struct Distribution {
  int64_t min = 0, median = 0, max = 0;
  double mean = 0;
};
Distribution distribution(std::vector<int64_t> values);

struct Hub {
  int64_t node = 0, degree = 0;
};

struct RelationDescription {
  std::string name, source_type, destination_type;
  int64_t edges = 0;
  int64_t self_loops = 0;
  int64_t duplicates = 0;  // edges beyond the first of equal source and destination
  int64_t asymmetric = 0;  // edges without their reverse; 0 between two node types
  bool weighted = false;
};

struct GraphDescription {
  std::vector<NodeType> node_types;
  std::vector<RelationDescription> relations;
  int64_t nodes = 0, edges = 0;
  int64_t isolated = 0;  // nodes without an edge to or from another node
  // Edges of all relations that a node receives, or sends.
  Distribution in_degree, out_degree;
  std::vector<Hub> hubs;  // the nodes of largest in-degree, at most kDescribedHubs
};
inline constexpr size_t kDescribedHubs = 5;

// O(E log E) time, 8 bytes of scratch memory per edge of the largest relation.
GraphDescription describe(const Graph& graph);

}  // namespace heddle
