#include "heddle/graph/generate/grid.h"

#include "heddle/base/error.h"
#include "heddle/graph/reverse_edges.h"

#include <limits>
#include <utility>

namespace heddle {

Graph grid_graph(int64_t rows, int64_t columns) {
  require(rows >= 1 && columns >= 1 && rows <= std::numeric_limits<int32_t>::max() / columns,
          "grid: {} rows and {} columns, need at least 1 of each and fewer than 2^31 nodes", rows,
          columns);
  Relation relation;
  const auto edges = static_cast<size_t>(rows * (columns - 1) + columns * (rows - 1));
  relation.sources.reserve(2 * edges);
  relation.destinations.reserve(2 * edges);
  const auto join = [&](int64_t a, int64_t b) {
    relation.sources.push_back(static_cast<int32_t>(a));
    relation.destinations.push_back(static_cast<int32_t>(b));
  };
  for (int64_t node = 0; node < rows * columns; ++node) {
    if ((node + 1) % columns != 0) join(node, node + 1);
    if (node + columns < rows * columns) join(node, node + columns);
  }
  append_reverse_edges(relation);
  return homogeneous_graph(rows * columns, std::move(relation.sources),
                           std::move(relation.destinations));
}

}  // namespace heddle
