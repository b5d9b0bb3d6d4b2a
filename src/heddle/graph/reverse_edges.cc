#include "heddle/graph/reverse_edges.h"

#include <algorithm>
#include <utility>

namespace heddle {
namespace {

// Pairs (low, high) of all edges low -> high, or of all edges high -> low; sorted.
std::vector<std::pair<int32_t, int32_t>> sorted_pairs(const Relation& relation, bool ascending) {
  std::vector<std::pair<int32_t, int32_t>> pairs;
  for (size_t e = 0; e < relation.sources.size(); ++e) {
    const int32_t a = relation.sources[e], b = relation.destinations[e];
    if (a == b || (a < b) != ascending) continue;
    pairs.emplace_back(std::min(a, b), std::max(a, b));
  }
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

}  // namespace

void append_reverse_edges(Relation& relation) {
  const size_t edges = relation.sources.size();
  relation.sources.reserve(2 * edges);
  relation.destinations.reserve(2 * edges);
  if (!relation.weights.empty()) relation.weights.reserve(2 * edges);
  for (size_t e = 0; e < edges; ++e) {
    const int32_t source = relation.sources[e], destination = relation.destinations[e];
    if (source == destination) continue;
    relation.sources.push_back(destination);
    relation.destinations.push_back(source);
    if (!relation.weights.empty()) relation.weights.push_back(relation.weights[e]);
  }
}

int64_t count_asymmetric_edges(const Relation& relation) {
  const auto forward = sorted_pairs(relation, true);
  const auto backward = sorted_pairs(relation, false);
  std::vector<std::pair<int32_t, int32_t>> unmatched;
  std::set_symmetric_difference(forward.begin(), forward.end(), backward.begin(), backward.end(),
                                std::back_inserter(unmatched));
  return static_cast<int64_t>(unmatched.size());
}

}  // namespace heddle
