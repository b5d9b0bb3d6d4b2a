// Edges are rows of sorted destinations. Each round draws what is missing, sorts it row by row and
// merges it into the rows; duplicates become few, so the rounds shrink geometrically.

#include "heddle/graph/generate/edge_set.h"

#include "heddle/base/error.h"
#include "heddle/base/parallel.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace heddle {
namespace {

constexpr int64_t kDrawsPerTask = 16384;
constexpr int64_t kRowsPerTask = 1024;
constexpr int kMaxRounds = 200;

struct Rows {
  std::vector<int64_t> offsets;
  std::vector<int32_t> destinations;

  int64_t edges() const { return static_cast<int64_t>(destinations.size()); }
  auto row(int64_t i) { return destinations.begin() + offsets[static_cast<size_t>(i)]; }
};

std::vector<DrawnEdge> draw_many(int64_t first, int64_t count, const DrawEdge& draw, int threads) {
  std::vector<DrawnEdge> drawn(static_cast<size_t>(count));
  parallel_ranges(threads, count, kDrawsPerTask, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) drawn[static_cast<size_t>(i)] = draw(first + i);
  });
  return drawn;
}

// Counting sort by source, then a sort inside each row.
Rows sorted_rows(int64_t nodes, const std::vector<DrawnEdge>& drawn, int threads) {
  Rows rows;
  rows.offsets.assign(static_cast<size_t>(nodes) + 1, 0);
  for (const DrawnEdge& edge : drawn) {
    if (edge.source >= 0) ++rows.offsets[static_cast<size_t>(edge.source) + 1];
  }
  for (size_t i = 1; i < rows.offsets.size(); ++i) rows.offsets[i] += rows.offsets[i - 1];
  rows.destinations.resize(static_cast<size_t>(rows.offsets.back()));
  std::vector<int64_t> next(rows.offsets.begin(), rows.offsets.end() - 1);
  for (const DrawnEdge& edge : drawn) {
    if (edge.source < 0) continue;
    const auto place = static_cast<size_t>(next[static_cast<size_t>(edge.source)]++);
    rows.destinations[place] = edge.destination;
  }
  parallel_ranges(threads, nodes, kRowsPerTask, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) std::sort(rows.row(i), rows.row(i + 1));
  });
  return rows;
}

Rows merged(Rows& old_rows, Rows& new_rows) {
  const auto nodes = static_cast<int64_t>(old_rows.offsets.size()) - 1;
  Rows result;
  result.offsets.reserve(old_rows.offsets.size());
  result.offsets.push_back(0);
  result.destinations.reserve(old_rows.destinations.size() + new_rows.destinations.size());
  for (int64_t i = 0; i < nodes; ++i) {
    const auto begin = result.edges();
    std::merge(old_rows.row(i), old_rows.row(i + 1), new_rows.row(i), new_rows.row(i + 1),
               std::back_inserter(result.destinations));
    const auto row = result.destinations.begin() + begin;
    result.destinations.erase(std::unique(row, result.destinations.end()),
                              result.destinations.end());
    result.offsets.push_back(result.edges());
  }
  return result;
}

}  // namespace

Relation draw_distinct_edges(int64_t nodes, int64_t edges, const DrawEdge& draw, int threads,
                             std::string_view place) {
  Rows rows;
  rows.offsets.assign(static_cast<size_t>(nodes) + 1, 0);
  int64_t drawn = 0;
  for (int round = 0; rows.edges() < edges; ++round) {
    require(round < kMaxRounds, "{}: only {} of {} different edges found; ask for fewer edges",
            place, rows.edges(), edges);
    const int64_t missing = edges - rows.edges();
    Rows fresh = sorted_rows(nodes, draw_many(drawn, missing, draw, threads), threads);
    drawn += missing;
    rows = merged(rows, fresh);
  }
  Relation relation;
  relation.name = "edge";
  relation.destinations = std::move(rows.destinations);
  relation.sources.resize(relation.destinations.size());
  for (int64_t i = 0; i < nodes; ++i) {
    std::fill(relation.sources.begin() + rows.offsets[static_cast<size_t>(i)],
              relation.sources.begin() + rows.offsets[static_cast<size_t>(i) + 1],
              static_cast<int32_t>(i));
  }
  return relation;
}

}  // namespace heddle
