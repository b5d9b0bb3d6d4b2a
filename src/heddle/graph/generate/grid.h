// Two-dimensional grids: the regular, local graph beside the random ones.
#pragma once

#include "heddle/graph/graph.h"

#include <cstdint>

namespace heddle {

// Node r * columns + c is joined to its neighbours left, right, above and below; both directions.
Graph grid_graph(int64_t rows, int64_t columns);

}  // namespace heddle
