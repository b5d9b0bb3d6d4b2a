// A typed graph: node types and relations between them. Topology only; features and labels are
// the business of `data`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace heddle {

struct NodeType {
  std::string name;
  int64_t count = 0;
};

// The edges of one (source type, name, destination type). Edge e sends from sources[e] to
// destinations[e]; both are ids local to their node type. Duplicates are legal and count.
struct Relation {
  std::string name;
  int32_t source_type = 0;
  int32_t destination_type = 0;
  std::vector<int32_t> sources;
  std::vector<int32_t> destinations;
  std::vector<float> weights;  // one per edge, or empty: every edge weighs 1

  int64_t edges() const { return static_cast<int64_t>(sources.size()); }
};

// A homogeneous graph has one node type and one relation; nothing treats it specially.
struct Graph {
  std::vector<NodeType> node_types;
  std::vector<Relation> relations;

  int64_t nodes() const;  // of all types
  int64_t edges() const;  // of all relations

  // Nodes of all types share one numbering: type t owns [type_offset(t), type_offset(t + 1)).
  int64_t type_offset(int32_t type) const;

  // Gives the memory of all edges back; types and relations stay.
  void release_edges();

  // Throws InvalidArgument, naming relation and edge, if an id or a type is out of range, if an
  // array has the wrong length, or if there are 2^31 nodes or more.
  void validate() const;
};

// One node type "node" and one relation "edge".
Graph homogeneous_graph(int64_t nodes, std::vector<int32_t> sources,
                        std::vector<int32_t> destinations);

}  // namespace heddle
