#include "heddle/graph/describe.h"

#include "heddle/graph/reverse_edges.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace heddle {
namespace {

int64_t count_duplicates(const Relation& relation) {
  std::vector<std::pair<int32_t, int32_t>> pairs(relation.sources.size());
  for (size_t e = 0; e < pairs.size(); ++e) {
    pairs[e] = {relation.sources[e], relation.destinations[e]};
  }
  std::sort(pairs.begin(), pairs.end());
  return pairs.end() - std::unique(pairs.begin(), pairs.end());
}

RelationDescription describe_relation(const Graph& graph, const Relation& relation) {
  RelationDescription result;
  result.name = relation.name;
  result.source_type = graph.node_types[static_cast<size_t>(relation.source_type)].name;
  result.destination_type = graph.node_types[static_cast<size_t>(relation.destination_type)].name;
  result.edges = relation.edges();
  result.weighted = !relation.weights.empty();
  result.duplicates = count_duplicates(relation);
  if (relation.source_type != relation.destination_type) return result;
  for (size_t e = 0; e < relation.sources.size(); ++e) {
    result.self_loops += relation.sources[e] == relation.destinations[e] ? 1 : 0;
  }
  result.asymmetric = count_asymmetric_edges(relation);
  return result;
}

struct Degrees {
  std::vector<int64_t> in, out;
  std::vector<bool> connected;  // to another node
};

Degrees count_degrees(const Graph& graph) {
  const auto nodes = static_cast<size_t>(graph.nodes());
  Degrees degrees{std::vector<int64_t>(nodes, 0), std::vector<int64_t>(nodes, 0),
                  std::vector<bool>(nodes, false)};
  for (const Relation& relation : graph.relations) {
    const int64_t source_offset = graph.type_offset(relation.source_type);
    const int64_t target_offset = graph.type_offset(relation.destination_type);
    for (size_t e = 0; e < relation.sources.size(); ++e) {
      const auto source = static_cast<size_t>(source_offset + relation.sources[e]);
      const auto target = static_cast<size_t>(target_offset + relation.destinations[e]);
      ++degrees.out[source];
      ++degrees.in[target];
      if (source != target) degrees.connected[source] = degrees.connected[target] = true;
    }
  }
  return degrees;
}

std::vector<Hub> largest(const std::vector<int64_t>& degrees) {
  std::vector<Hub> hubs;
  for (size_t i = 0; i < degrees.size(); ++i) {
    hubs.push_back({static_cast<int64_t>(i), degrees[i]});
  }
  const auto count = static_cast<ptrdiff_t>(std::min(kDescribedHubs, hubs.size()));
  std::partial_sort(hubs.begin(), hubs.begin() + count, hubs.end(), [](const Hub& a, const Hub& b) {
    return a.degree != b.degree ? a.degree > b.degree : a.node < b.node;
  });
  hubs.resize(static_cast<size_t>(count));
  return hubs;
}

}  // namespace

Distribution distribution(std::vector<int64_t> values) {
  if (values.empty()) return {};
  Distribution result;
  const auto middle = values.begin() + (std::ssize(values) - 1) / 2;
  std::nth_element(values.begin(), middle, values.end());
  result.median = *middle;
  const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
  result.min = *lowest;
  result.max = *highest;
  result.mean = static_cast<double>(std::accumulate(values.begin(), values.end(), int64_t{0})) /
                static_cast<double>(values.size());
  return result;
}

GraphDescription describe(const Graph& graph) {
  GraphDescription result;
  result.node_types = graph.node_types;
  result.nodes = graph.nodes();
  result.edges = graph.edges();
  for (const Relation& relation : graph.relations) {
    result.relations.push_back(describe_relation(graph, relation));
  }
  Degrees degrees = count_degrees(graph);
  result.isolated = std::count(degrees.connected.begin(), degrees.connected.end(), false);
  result.hubs = largest(degrees.in);
  result.in_degree = distribution(std::move(degrees.in));
  result.out_degree = distribution(std::move(degrees.out));
  return result;
}

}  // namespace heddle
