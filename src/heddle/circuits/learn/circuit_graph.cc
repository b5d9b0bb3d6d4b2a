#include "heddle/circuits/learn/circuit_graph.h"

#include "heddle/base/error.h"

#include <limits>

namespace heddle {
namespace {

class CircuitGraphBuilder {
 public:
  explicit CircuitGraphBuilder(CircuitEdges edges) {
    graph_.node_types = {{"node", 0}};
    graph_.relations = {{"fanin", 0, 0, {}, {}, {}}, {"fanin_inverted", 0, 0, {}, {}, {}}};
    if (edges == CircuitEdges::kFanins) return;
    graph_.relations.push_back({"reader", 0, 0, {}, {}, {}});
    graph_.relations.push_back({"reader_inverted", 0, 0, {}, {}, {}});
  }

  void add(const Aig& aig) {
    int64_t& nodes = graph_.node_types[0].count;
    require(nodes + circuit_nodes(aig) <= std::numeric_limits<int32_t>::max(),
            "circuit graph: {} nodes, need less than 2^31", nodes + circuit_nodes(aig));
    first_ = static_cast<int32_t>(nodes);
    for (uint32_t variable = aig.first_and(); variable < aig.variables(); ++variable) {
      const AndGate& gate = aig.gate(variable);
      add_fanin(aig, gate.fanin0, static_cast<int32_t>(variable) - 1);
      add_fanin(aig, gate.fanin1, static_cast<int32_t>(variable) - 1);
    }
    auto node = static_cast<int32_t>(aig.variables() - 1);
    for (const Literal output : aig.outputs) add_fanin(aig, output, node++);
    nodes += circuit_nodes(aig);
  }

  Graph take() { return std::move(graph_); }

 private:
  void add_fanin(const Aig& aig, Literal fanin, int32_t reader) {
    const uint32_t variable = variable_of(fanin);
    if (variable == 0) return;
    const size_t polarity = is_inverted(fanin) ? 1 : 0;
    const int32_t source = static_cast<int32_t>(variable) - 1;
    add_edge(graph_.relations[polarity], source, reader);
    if (graph_.relations.size() == 4 && aig.is_and(variable)) {
      add_edge(graph_.relations[2 + polarity], reader, source);
    }
  }
  void add_edge(Relation& relation, int32_t source, int32_t destination) {
    relation.sources.push_back(first_ + source);
    relation.destinations.push_back(first_ + destination);
  }

  Graph graph_;
  int32_t first_ = 0;  // node of the current circuit
};

}  // namespace

int64_t circuit_nodes(const Aig& aig) {
  return aig.variables() - 1 + static_cast<int64_t>(aig.outputs.size());
}

Graph circuit_graph(std::span<const Aig> circuits, CircuitEdges edges) {
  CircuitGraphBuilder builder(edges);
  for (const Aig& aig : circuits) builder.add(aig);
  return builder.take();
}

}  // namespace heddle
