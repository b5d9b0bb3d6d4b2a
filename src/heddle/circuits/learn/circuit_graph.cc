#include "heddle/circuits/learn/circuit_graph.h"

#include "heddle/base/error.h"
#include "heddle/circuits/learn/fanin_relations.h"

#include <array>
#include <limits>

namespace heddle {
namespace {

constexpr std::array<const char*, 8> kRelationNames = {
    "fanin",  "fanin_inverted",  "early_fanin",  "early_fanin_inverted",
    "reader", "reader_inverted", "early_reader", "early_reader_inverted"};

}  // namespace

int32_t relation_count(CircuitEdges edges) {
  if (edges == CircuitEdges::kUntyped) return 1;
  return edges == CircuitEdges::kFanins ? kReaderBit : 2 * kReaderBit;
}

int64_t circuit_nodes(const Aig& aig) {
  return aig.variables() - 1 + static_cast<int64_t>(aig.outputs.size());
}

int64_t circuit_edge_count(const Aig& aig, CircuitEdges edges) {
  int64_t count = 0;
  for_each_fanin(aig, [&](Literal fanin, int64_t, int) {
    const uint32_t variable = variable_of(fanin);
    if (variable != 0) ++count;
    if (edges == CircuitEdges::kFaninsAndReaders && aig.is_and(variable)) ++count;
  });
  return count;
}

CircuitGraphBuilder::CircuitGraphBuilder(CircuitEdges edges) : edges_(edges) {
  graph_.node_types = {{"node", 0}};
  for (int32_t r = 0; r < relation_count(edges); ++r) {
    graph_.relations.push_back({kRelationNames[static_cast<size_t>(r)], 0, 0, {}, {}, {}});
  }
}

void CircuitGraphBuilder::add(const Aig& aig) {
  int64_t& nodes = graph_.node_types[0].count;
  if (nodes + circuit_nodes(aig) > std::numeric_limits<int32_t>::max()) {
    fail(ErrorKind::kUnsupported, "circuit graph: {} nodes, need less than 2^31",
         nodes + circuit_nodes(aig));
  }
  const FaninRelations relations(aig, edges_);
  for_each_fanin(aig, [&](Literal fanin, int64_t reader, int which) {
    if (variable_of(fanin) == 0) return;
    const int32_t relation = relations.of(fanin, reader, which);
    const int64_t source = static_cast<int64_t>(variable_of(fanin)) - 1;
    add_edge(relation, nodes + source, nodes + reader);
    if (edges_ == CircuitEdges::kFaninsAndReaders && aig.is_and(variable_of(fanin))) {
      add_edge(relation | kReaderBit, nodes + reader, nodes + source);
    }
  });
  nodes += circuit_nodes(aig);
}

void CircuitGraphBuilder::add_edge(int32_t relation, int64_t source, int64_t destination) {
  Relation& edges = graph_.relations[static_cast<size_t>(relation)];
  edges.sources.push_back(static_cast<int32_t>(source));
  edges.destinations.push_back(static_cast<int32_t>(destination));
}

Graph circuit_graph(const Aig& aig, CircuitEdges edges) {
  CircuitGraphBuilder builder(edges);
  builder.add(aig);
  return builder.take();
}

}  // namespace heddle
