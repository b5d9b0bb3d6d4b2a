#include "heddle/data/native_graph.h"

#include "heddle/base/error.h"
#include "heddle/data/dataset_checks.h"
#include "heddle/graph/reverse_edges.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace heddle {
namespace {

std::string place_of(const NpzReader& npz, std::string_view member) {
  return fmt::format("{}: {}.npy", npz.name(), member);
}

int64_t node_count(const NpzReader& npz, const NativeMeta& meta) {
  require(meta.nodes.has_value(), "{}: 'num_nodes' is missing in meta.json", npz.name());
  return *meta.nodes;
}

std::vector<NodeType> node_types(const NpzReader& npz, const NativeMeta& meta, LoadingPeak& peak) {
  const int64_t nodes = node_count(npz, meta);
  if (meta.node_types.empty()) {
    require(!npz.has("node_type"), "{}: node_type needs 'node_types' in meta.json", npz.name());
    return {{.name = "node", .count = nodes}};
  }
  std::vector<NodeType> types;
  int64_t total = 0;
  for (const NativeNodeType& type : meta.node_types) {
    types.push_back({type.name, type.count});
    total += type.count;
  }
  require(total == nodes, "{}: meta.json has {} nodes, but its node_types have {}", npz.name(),
          nodes, total);
  if (types.size() == 1 && !npz.has("node_type")) return types;
  const auto type_of = read_column<int32_t>(npz, "node_type", nodes, peak);
  size_t node = 0;
  for (size_t t = 0; t < types.size(); ++t) {
    for (int64_t i = 0; i < types[t].count; ++i, ++node) {
      require(type_of[node] == static_cast<int32_t>(t),
              "{}: node {} is of type {}, need {}: nodes of a type are contiguous",
              place_of(npz, "node_type"), node, type_of[node], t);
    }
  }
  peak.remove(bytes_of(type_of));
  return types;
}

int32_t type_called(const std::vector<NodeType>& types, const std::string& name,
                    const NativeRelation& relation, const NpzReader& npz) {
  if (name.empty() && types.size() == 1) return 0;
  for (size_t t = 0; t < types.size(); ++t) {
    if (types[t].name == name) return static_cast<int32_t>(t);
  }
  fail(ErrorKind::kInvalidArgument,
       "{}: relation '{}' of meta.json has node type '{}', need one of "
       "node_types as src_type and dst_type",
       npz.name(), relation.name, name);
}

std::vector<Relation> empty_relations(const NpzReader& npz, const NativeMeta& meta,
                                      const std::vector<NodeType>& types, int64_t count) {
  require(meta.relations.empty() || static_cast<int64_t>(meta.relations.size()) >= count,
          "{}: edge_type goes up to {}, but meta.json has {} relations", npz.name(), count - 1,
          meta.relations.size());
  std::vector<Relation> relations;
  for (const NativeRelation& named : meta.relations) {
    Relation relation;
    relation.name = named.name;
    relation.source_type = type_called(types, named.source_type, named, npz);
    relation.destination_type = type_called(types, named.destination_type, named, npz);
    relations.push_back(std::move(relation));
  }
  while (static_cast<int64_t>(relations.size()) < count) {
    require(types.size() == 1, "{}: several node types need 'relations' in meta.json", npz.name());
    relations.emplace_back();
    relations.back().name = fmt::format("relation_{}", relations.size() - 1);
  }
  return relations;
}

bool needs_reverses(const NativeMeta& meta) {
  return !meta.directed && !meta.both_directions_stored;
}

void check_symmetric(const Graph& graph, const NpzReader& npz) {
  for (const Relation& relation : graph.relations) {
    const int64_t unmatched = count_asymmetric_edges(relation);
    require(unmatched == 0,
            "{}: {} edges of relation '{}' have no reverse, but meta.json says that both "
            "directions are stored",
            npz.name(), unmatched, relation.name);
  }
}

// All edges over the common numbering, as they stand in the archive.
struct EdgeColumns {
  std::vector<int32_t> sources, destinations, types;
  std::vector<float> weights;

  int64_t bytes() const {
    return bytes_of(sources) + bytes_of(destinations) + bytes_of(types) + bytes_of(weights);
  }
};

// `in_place`: the columns become those of the graph's only relation and get the reverses appended.
EdgeColumns read_edge_columns(const NpzReader& npz, int64_t nodes, bool in_place,
                              LoadingPeak& peak) {
  EdgeColumns edges;
  edges.sources = read_column<int32_t>(npz, "edge_src", -1, peak, in_place);
  const auto count = static_cast<int64_t>(edges.sources.size());
  edges.destinations = read_column<int32_t>(npz, "edge_dst", count, peak, in_place);
  check_ids(edges.sources, nodes, place_of(npz, "edge_src"), "edge");
  check_ids(edges.destinations, nodes, place_of(npz, "edge_dst"), "edge");
  if (npz.has("edge_type")) edges.types = read_column<int32_t>(npz, "edge_type", count, peak);
  if (npz.has("edge_weight")) {
    edges.weights = read_column<float>(npz, "edge_weight", count, peak, in_place);
    for (size_t e = 0; e < edges.weights.size(); ++e) {
      require(std::isfinite(edges.weights[e]), "{}: edge {} has weight {}, need a finite number",
              place_of(npz, "edge_weight"), e, edges.weights[e]);
    }
  }
  return edges;
}

int64_t bytes_of_relation(const Relation& relation) {
  return bytes_of(relation.sources) + bytes_of(relation.destinations) + bytes_of(relation.weights);
}

void add_reverses(Relation& relation, LoadingPeak& peak) {
  const int64_t before = bytes_of_relation(relation);
  append_reverse_edges(relation);
  if (bytes_of_relation(relation) == before) return;
  peak.add(bytes_of_relation(relation));
  peak.remove(before);
}

// Moves edge e into its relation, with ids local to the node types.
void distribute(const EdgeColumns& edges, Graph& graph, const NpzReader& npz) {
  std::vector<size_t> counts(graph.relations.size(), 0);
  for (const int32_t type : edges.types) ++counts[static_cast<size_t>(type)];
  for (size_t r = 0; r < counts.size(); ++r) {
    graph.relations[r].sources.reserve(counts[r]);
    graph.relations[r].destinations.reserve(counts[r]);
    if (!edges.weights.empty()) graph.relations[r].weights.reserve(counts[r]);
  }
  const auto local = [&](int32_t id, int32_t type, size_t edge) {
    const int64_t place = id - graph.type_offset(type);
    const NodeType& node_type = graph.node_types[static_cast<size_t>(type)];
    if (place < 0 || place >= node_type.count) {
      fail(ErrorKind::kInvalidArgument,
           "{}: edge {} of relation '{}' has node {}, which is not of type '{}'", npz.name(), edge,
           graph.relations[static_cast<size_t>(edges.types[edge])].name, id, node_type.name);
    }
    return static_cast<int32_t>(place);
  };
  for (size_t e = 0; e < edges.sources.size(); ++e) {
    Relation& relation = graph.relations[static_cast<size_t>(edges.types[e])];
    relation.sources.push_back(local(edges.sources[e], relation.source_type, e));
    relation.destinations.push_back(local(edges.destinations[e], relation.destination_type, e));
    if (!edges.weights.empty()) relation.weights.push_back(edges.weights[e]);
  }
}

void fill_typed(EdgeColumns edges, Graph& graph, const NpzReader& npz, const NativeMeta& meta,
                LoadingPeak& peak) {
  int32_t highest = -1;
  for (const int32_t type : edges.types) highest = std::max(highest, type);
  check_ids(edges.types, highest + 1, place_of(npz, "edge_type"), "edge");
  graph.relations = empty_relations(npz, meta, graph.node_types, int64_t{highest} + 1);
  distribute(edges, graph, npz);
  for (const Relation& relation : graph.relations) peak.add(bytes_of_relation(relation));
  peak.remove(edges.bytes());
}

}  // namespace

template <class T>
std::vector<T> read_column(const NpzReader& npz, std::string_view member, int64_t length,
                           LoadingPeak& peak, bool room_for_reverses) {
  NpyReader array = npz.open(member);
  const NpyHeader& header = array.header();
  require(header.shape.size() == 1 && (length < 0 || header.shape[0] == length),
          "{}: shape {}, need {}", array.place(), header.shape_text(),
          length < 0 ? "one dimension" : fmt::format("({},)", length));
  std::vector<T> values;
  values.reserve(static_cast<size_t>(header.shape[0] * (room_for_reverses ? 2 : 1)));
  values.resize(static_cast<size_t>(header.shape[0]));
  array.read(std::span(values));
  array.finish();
  peak.add(bytes_of(values));
  return values;
}

template std::vector<int32_t> read_column(const NpzReader&, std::string_view, int64_t, LoadingPeak&,
                                          bool);
template std::vector<int64_t> read_column(const NpzReader&, std::string_view, int64_t, LoadingPeak&,
                                          bool);
template std::vector<float> read_column(const NpzReader&, std::string_view, int64_t, LoadingPeak&,
                                        bool);

Graph read_native_graph(const NpzReader& npz, const NativeMeta& meta, LoadingPeak& peak) {
  Graph graph;
  graph.node_types = node_types(npz, meta, peak);
  EdgeColumns edges =
      read_edge_columns(npz, graph.nodes(), needs_reverses(meta) && !npz.has("edge_type"), peak);
  if (edges.types.empty() && (meta.relations.size() > 1 || graph.node_types.size() > 1)) {
    require(edges.sources.empty(), "{}: several relations or node types need edge_type",
            npz.name());
  }
  if (npz.has("edge_type")) {
    fill_typed(std::move(edges), graph, npz, meta, peak);
  } else {
    graph.relations = empty_relations(npz, meta, graph.node_types, 1);
    graph.relations[0].sources = std::move(edges.sources);
    graph.relations[0].destinations = std::move(edges.destinations);
    graph.relations[0].weights = std::move(edges.weights);
    if (meta.relations.empty()) graph.relations[0].name = "edge";
  }
  if (meta.both_directions_stored) check_symmetric(graph, npz);
  if (!needs_reverses(meta)) return graph;
  for (Relation& relation : graph.relations) {
    if (relation.source_type != relation.destination_type) {
      fail(ErrorKind::kUnsupported,
           "{}: undirected, but relation '{}' joins two node types; need \"directed\": true",
           npz.name(), relation.name);
    }
    add_reverses(relation, peak);
  }
  return graph;
}

NativeGraphUnion read_native_graph_union(const NpzReader& npz, const NativeMeta& meta,
                                         LoadingPeak& peak) {
  NativeGraphUnion result;
  result.graph_offsets = read_column<int64_t>(npz, "graph_ptr", -1, peak);
  const auto graphs = static_cast<int64_t>(result.graph_offsets.size()) - 1;
  auto edge_offsets = read_column<int64_t>(npz, "edge_ptr", graphs + 1, peak);
  const int64_t nodes = graphs < 0 ? 0 : result.graph_offsets.back();
  check_offsets(result.graph_offsets, meta.nodes.value_or(nodes), place_of(npz, "graph_ptr"));
  require(nodes <= std::numeric_limits<int32_t>::max(), "{}: {} nodes, at most 2^31 - 1",
          place_of(npz, "graph_ptr"), nodes);
  EdgeColumns edges = read_edge_columns(npz, nodes, false, peak);
  check_offsets(edge_offsets, static_cast<int64_t>(edges.sources.size()),
                place_of(npz, "edge_ptr"));
  require(edges.types.empty(), "{}: many small graphs with edge_type have no reader", npz.name());
  result.graph = homogeneous_graph(nodes, {}, {});
  Relation& all = result.graph.relations[0];
  if (!needs_reverses(meta)) {
    all.sources = std::move(edges.sources);
    all.destinations = std::move(edges.destinations);
    all.weights = std::move(edges.weights);
    result.graph_edge_offsets = std::move(edge_offsets);
    if (meta.both_directions_stored) check_symmetric(result.graph, npz);
    return result;
  }
  result.graph_edge_offsets.reserve(edge_offsets.size());
  result.graph_edge_offsets.push_back(0);
  all.sources.reserve(2 * edges.sources.size());
  all.destinations.reserve(2 * edges.sources.size());
  if (!edges.weights.empty()) all.weights.reserve(2 * edges.sources.size());
  for (size_t g = 0; g + 1 < edge_offsets.size(); ++g) {
    const auto begin = static_cast<size_t>(edge_offsets[g]);
    const auto end = static_cast<size_t>(edge_offsets[g + 1]);
    for (const bool reverse : {false, true}) {
      for (size_t e = begin; e < end; ++e) {
        if (reverse && edges.sources[e] == edges.destinations[e]) continue;
        all.sources.push_back(reverse ? edges.destinations[e] : edges.sources[e]);
        all.destinations.push_back(reverse ? edges.sources[e] : edges.destinations[e]);
        if (!edges.weights.empty()) all.weights.push_back(edges.weights[e]);
      }
    }
    result.graph_edge_offsets.push_back(static_cast<int64_t>(all.sources.size()));
  }
  peak.add(bytes_of_relation(all) + bytes_of(result.graph_edge_offsets));
  peak.remove(edges.bytes() + bytes_of(edge_offsets));
  return result;
}

}  // namespace heddle
