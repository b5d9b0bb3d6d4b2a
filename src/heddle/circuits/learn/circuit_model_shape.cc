#include "heddle/circuits/learn/circuit_model_shape.h"

#include "heddle/base/error.h"
#include "heddle/ir/op_def.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace heddle {
namespace {

const Type* declared(const Program& program, const OpDef& op, std::string_view name) {
  for (const Node& node : program.nodes) {
    if (node.op == &op && node.attributes.text("name") == name) return &node.results[0];
  }
  return nullptr;
}

// Whether the operator moves rows of nodes along edges; what it makes of edges alone says nothing
// of the other end.
bool sends_messages(const Program& program, const Node& node) {
  bool along_edges = false, has_rows = false;
  for (const Value operand : node.operands) {
    if (!operand.present()) continue;
    const Type& type = program.type(operand);
    along_edges = along_edges || type.is_adjacency();
    has_rows = has_rows || (!type.is_adjacency() && type.space != kNoSpace &&
                            program.space(type.space).kind == SpaceKind::kNodes);
  }
  return along_edges && has_rows;
}

// The most of them between an input and an output.
int64_t message_depth(const Program& program) {
  std::vector<int64_t> depth(program.nodes.size(), 0);
  for (size_t i = 0; i < program.nodes.size(); ++i) {
    const Node& node = program.nodes[i];
    for (const Value operand : node.operands) {
      if (!operand.present()) continue;
      depth[i] = std::max(depth[i], depth[static_cast<size_t>(operand.node)]);
    }
    if (sends_messages(program, node)) ++depth[i];
  }
  return depth.empty() ? 0 : *std::max_element(depth.begin(), depth.end());
}

}  // namespace

CircuitModelShape circuit_model_shape(const ModelFile& model) {
  const Type* graph = declared(model.program, kAdjacency, "graph");
  const Type* features = declared(model.program, kInput, "features");
  const bool functional = model.class_names == task_names(CircuitTasks::kFunctional);
  const bool structural = model.class_names == task_names(CircuitTasks::kStructural);
  require(graph != nullptr && features != nullptr && (functional || structural),
          "model '{}': was not trained on circuits, need the run of heddle train circuits:...",
          model.model);
  const int32_t one_way = relation_count(CircuitEdges::kFanins);
  const int32_t both_ways = relation_count(CircuitEdges::kFaninsAndReaders);
  require(graph->relations == one_way || graph->relations == both_ways,
          "model '{}': {} relations, a circuit has {} or {}", model.model, graph->relations,
          one_way, both_ways);
  const bool gamora = features->cols == columns_of(CircuitFeatures::kGamora);
  require(gamora || features->cols == columns_of(CircuitFeatures::kFanouts),
          "model '{}': {} feature columns, nodes of a circuit have {} or {}", model.model,
          features->cols, columns_of(CircuitFeatures::kGamora),
          columns_of(CircuitFeatures::kFanouts));
  return {.tasks = functional ? CircuitTasks::kFunctional : CircuitTasks::kStructural,
          .features = gamora ? CircuitFeatures::kGamora : CircuitFeatures::kFanouts,
          .edges = graph->relations == both_ways ? CircuitEdges::kFaninsAndReaders : CircuitEdges::kFanins,
          .hops = message_depth(model.program)};
}

}  // namespace heddle
