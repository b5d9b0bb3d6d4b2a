#include "heddle/nn/problem.h"

namespace heddle {
namespace {

Type adjacency_type(const Program& program, SpaceId receivers, SpaceId senders, SpaceId edges,
                    int64_t relations) {
  Type type;
  type.form = Form::kAdjacency;
  type.space = receivers;
  type.rows = program.space(receivers).size;
  type.senders = senders;
  type.cols = program.space(senders).size;
  type.edges = edges;
  type.entries = program.space(edges).size;
  type.relations = relations;
  return type;
}

}  // namespace

std::map<std::string, int64_t> space_sizes(const Problem& problem) {
  return {{"nodes", problem.nodes},
          {"edges", problem.edges},
          {"graphs", problem.graphs},
          {"members", problem.nodes}};
}

ModelInputs declare_inputs(Builder& builder, const Problem& problem,
                           const AdjacencyOptions& options) {
  const SpaceId nodes =
      builder.add_space({"nodes", SpaceKind::kNodes, problem.nodes, problem.symbolic});
  const SpaceId edges =
      builder.add_space({"edges", SpaceKind::kEdges, problem.edges, problem.symbolic});
  const bool constant = !problem.symbolic;
  ModelInputs inputs;
  inputs.adjacency = builder.adjacency(
      "graph", adjacency_type(builder.program(), nodes, nodes, edges, problem.relations), options);
  if (problem.weighted_edges) {
    inputs.edge_weights =
        builder.input("edge_weights", dense_type(DType::kF32, edges, problem.edges, 1), constant);
  }
  if (problem.features != FeatureKind::kNone) {
    Type type = dense_type(DType::kF32, nodes, problem.nodes, problem.feature_cols);
    if (problem.features == FeatureKind::kCsr) {
      type.form = Form::kCsr;
      type.entries = problem.feature_entries;
    }
    inputs.features = builder.input("features", type, constant);
  }
  if (problem.graph_level) {
    const SpaceId graphs =
        builder.add_space({"graphs", SpaceKind::kGraphs, problem.graphs, problem.symbolic});
    const SpaceId members =
        builder.add_space({"members", SpaceKind::kEdges, problem.nodes, problem.symbolic});
    inputs.membership = builder.adjacency(
        "membership", adjacency_type(builder.program(), graphs, nodes, members, 1), {});
  }
  return inputs;
}

}  // namespace heddle
