#include "heddle/circuits/learn/circuit_model_shape.h"

#include "heddle/base/error.h"
#include "heddle/ir/op_def.h"
#include "heddle/ops/hub_rows.h"
#include "heddle/ops/relation_norm.h"
#include "heddle/ops/transpose.h"

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

bool reads_edges(const Program& program, const Node& node) {
  return std::any_of(node.operands.begin(), node.operands.end(), [&](const Value operand) {
    return operand.present() && program.type(operand).is_adjacency();
  });
}

// Whether a row of the result depends on what the other ends of its edges are. The norm of an edge
// is one of its receiver alone.
bool sends_messages(const Program& program, const Node& node) {
  return reads_edges(program, node) && node.op != &kRelationNorm;
}

// In a part of a circuit nobody knows what the most read nodes are, or who else reads a node.
void require_local(const ModelFile& model) {
  for (const Node& node : model.program.nodes) {
    if (node.op != &kHubRows && node.op != &kTranspose) continue;
    fail(ErrorKind::kUnsupported,
         "model '{}': {} looks at all edges, need a model of messages alone", model.model,
         node.op->name);
  }
}

// The most operators that send messages between an input and an output.
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

CircuitEdges edges_of(const ModelFile& model, const Type& graph) {
  for (const CircuitEdges edges :
       {CircuitEdges::kUntyped, CircuitEdges::kFanins, CircuitEdges::kFaninsAndReaders}) {
    if (graph.relations == relation_count(edges)) return edges;
  }
  fail(ErrorKind::kInvalidArgument, "model '{}': {} relations, a circuit has {}, {} or {}",
       model.model, graph.relations, relation_count(CircuitEdges::kUntyped),
       relation_count(CircuitEdges::kFanins), relation_count(CircuitEdges::kFaninsAndReaders));
}

CircuitFeatures features_of(const ModelFile& model, const Type& features) {
  for (const CircuitFeatures known : {CircuitFeatures::kGamora, CircuitFeatures::kFanouts}) {
    if (features.cols == columns_of(known)) return known;
  }
  fail(ErrorKind::kInvalidArgument,
       "model '{}': {} feature columns, nodes of a circuit have {} or {}", model.model,
       features.cols, columns_of(CircuitFeatures::kGamora), columns_of(CircuitFeatures::kFanouts));
}

}  // namespace

CircuitModelShape circuit_model_shape(const ModelFile& model) {
  const Type* graph = declared(model.program, kAdjacency, "graph");
  const Type* features = declared(model.program, kInput, "features");
  const bool functional = model.class_names == task_names(CircuitTasks::kFunctional);
  const bool structural = model.class_names == task_names(CircuitTasks::kStructural);
  const bool gamora = model.class_names == task_names(CircuitTasks::kGamora);
  require(graph != nullptr && features != nullptr && (functional || structural || gamora),
          "model '{}': was not trained on circuits, need the run of heddle train circuits:...",
          model.model);
  require_local(model);
  CircuitModelShape shape;
  shape.tasks = functional ? CircuitTasks::kFunctional
                : gamora   ? CircuitTasks::kGamora
                           : CircuitTasks::kStructural;
  shape.edges = edges_of(model, *graph);
  shape.features = features_of(model, *features);
  shape.hops = message_depth(model.program);
  return shape;
}

}  // namespace heddle
