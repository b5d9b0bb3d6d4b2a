#include "heddle/graph/generate/barabasi_albert.h"

#include "heddle/base/error.h"
#include "heddle/base/philox.h"
#include "heddle/graph/generate/random_index.h"
#include "heddle/graph/reverse_edges.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace heddle {
namespace {

constexpr uint32_t kAttachmentStream = 1;

}  // namespace

Graph barabasi_albert_graph(int64_t nodes, int64_t edges_per_node, uint64_t seed) {
  require(
      nodes <= std::numeric_limits<int32_t>::max() && edges_per_node >= 1 && edges_per_node < nodes,
      "barabasi-albert: {} edges per node and {} nodes, need 1 <= edges < nodes < 2^31",
      edges_per_node, nodes);
  const RandomStream stream{.seed = seed, .stream = kAttachmentStream};
  Relation relation;
  const auto edges = static_cast<size_t>((nodes - edges_per_node) * edges_per_node);
  relation.sources.reserve(2 * edges);
  relation.destinations.reserve(2 * edges);
  std::vector<int32_t> ends;  // a node stands here once per edge: a uniform pick is by degree
  ends.reserve(2 * edges);
  for (int64_t node = edges_per_node; node < nodes; ++node) {
    const size_t first = relation.destinations.size();
    for (int64_t draw = 0;
         static_cast<int64_t>(relation.destinations.size() - first) < edges_per_node; ++draw) {
      const auto known = static_cast<int64_t>(ends.size());
      const int32_t target =
          known == 0 ? static_cast<int32_t>(draw)
                     : ends[static_cast<size_t>(index_from_word(stream.word(node, draw), known))];
      const auto chosen = relation.destinations.begin() + static_cast<ptrdiff_t>(first);
      if (std::find(chosen, relation.destinations.end(), target) != relation.destinations.end()) {
        continue;
      }
      relation.sources.push_back(static_cast<int32_t>(node));
      relation.destinations.push_back(target);
    }
    ends.insert(ends.end(), relation.sources.begin() + static_cast<ptrdiff_t>(first),
                relation.sources.end());
    ends.insert(ends.end(), relation.destinations.begin() + static_cast<ptrdiff_t>(first),
                relation.destinations.end());
  }
  append_reverse_edges(relation);
  return homogeneous_graph(nodes, std::move(relation.sources), std::move(relation.destinations));
}

}  // namespace heddle
