// Random graphs without duplicate edges: draws edges until there are as many different ones as
// wanted. The result depends on the draws alone, not on the number of threads.
#pragma once

#include "heddle/graph/graph.h"

#include <cstdint>
#include <functional>
#include <string_view>

namespace heddle {

struct DrawnEdge {
  int32_t source = -1, destination = -1;  // negative: this draw failed, it is left out
};

// The edge of draw `index`: a pure function, called from several threads.
using DrawEdge = std::function<DrawnEdge(int64_t index)>;

// `edges` different edges over [0, nodes), sorted by source and destination: those of draws 0, 1,
// 2, ... until there are enough. O(edges) memory: 24 bytes per edge at most. Throws
// InvalidArgument, opened by `place`, if the draws do not bring enough different edges.
Relation draw_distinct_edges(int64_t nodes, int64_t edges, const DrawEdge& draw, int threads,
                             std::string_view place);

}  // namespace heddle
