#include "heddle/graph/graph.h"

#include "heddle/base/error.h"

#include <limits>
#include <utility>

namespace heddle {
namespace {

void validate_ids(const std::vector<int32_t>& ids, const NodeType& type, const Relation& relation,
                  std::string_view end) {
  for (size_t e = 0; e < ids.size(); ++e) {
    require(ids[e] >= 0 && ids[e] < type.count,
            "graph: edge {} of relation '{}' has {} {}, but node type '{}' has {} nodes", e,
            relation.name, end, ids[e], type.name, type.count);
  }
}

void validate_relation(const Graph& graph, const Relation& relation) {
  const auto types = static_cast<int32_t>(graph.node_types.size());
  require(relation.source_type >= 0 && relation.source_type < types &&
              relation.destination_type >= 0 && relation.destination_type < types,
          "graph: relation '{}' joins node types {} and {}, but there are {}", relation.name,
          relation.source_type, relation.destination_type, types);
  require(relation.sources.size() == relation.destinations.size(),
          "graph: relation '{}' has {} sources and {} destinations", relation.name,
          relation.sources.size(), relation.destinations.size());
  require(relation.weights.empty() || relation.weights.size() == relation.sources.size(),
          "graph: relation '{}' has {} edges and {} weights", relation.name,
          relation.sources.size(), relation.weights.size());
  const auto& source = graph.node_types[static_cast<size_t>(relation.source_type)];
  const auto& destination = graph.node_types[static_cast<size_t>(relation.destination_type)];
  validate_ids(relation.sources, source, relation, "source");
  validate_ids(relation.destinations, destination, relation, "destination");
}

}  // namespace

int64_t Graph::nodes() const { return type_offset(static_cast<int32_t>(node_types.size())); }

int64_t Graph::edges() const {
  int64_t total = 0;
  for (const Relation& relation : relations) total += relation.edges();
  return total;
}

int64_t Graph::type_offset(int32_t type) const {
  int64_t offset = 0;
  for (int32_t t = 0; t < type; ++t) offset += node_types[static_cast<size_t>(t)].count;
  return offset;
}

void Graph::release_edges() {
  for (Relation& relation : relations) {
    // An empty list in braces would keep the memory.
    relation.sources = std::vector<int32_t>();
    relation.destinations = std::vector<int32_t>();
    relation.weights = std::vector<float>();
  }
}

void Graph::validate() const {
  for (const NodeType& type : node_types) {
    require(type.count >= 0, "graph: node type '{}' has {} nodes", type.name, type.count);
  }
  require(nodes() <= std::numeric_limits<int32_t>::max(), "graph: {} nodes, at most 2^31 - 1",
          nodes());
  for (const Relation& relation : relations) validate_relation(*this, relation);
}

Graph homogeneous_graph(int64_t nodes, std::vector<int32_t> sources,
                        std::vector<int32_t> destinations) {
  Graph graph;
  graph.node_types.push_back({.name = "node", .count = nodes});
  Relation edge;
  edge.name = "edge";
  edge.sources = std::move(sources);
  edge.destinations = std::move(destinations);
  graph.relations.push_back(std::move(edge));
  return graph;
}

}  // namespace heddle
