#include "heddle/data/native_meta_writer.h"

#include "heddle/base/json.h"

namespace heddle {
namespace {

const char* feature_storage(const Features& features) {
  if (std::holds_alternative<CsrMatrix>(features)) return "csr";
  return std::holds_alternative<DenseFeatures>(features) ? "dense" : "none";
}

void add_types(Json& json, const Graph& graph) {
  const bool several_types = graph.node_types.size() > 1;
  if (several_types) {
    int64_t offset = 0;
    for (const NodeType& type : graph.node_types) {
      json["node_types"].push_back(
          {{"name", type.name}, {"count", type.count}, {"offset", offset}});
      offset += type.count;
    }
  }
  if (!several_types && graph.relations.size() == 1) return;
  json["typed_edges"] = true;
  json["num_relations"] = graph.relations.size();
  json["relations"] = Json::array();
  for (const Relation& relation : graph.relations) {
    const auto& source = graph.node_types[static_cast<size_t>(relation.source_type)];
    const auto& target = graph.node_types[static_cast<size_t>(relation.destination_type)];
    json["relations"].push_back({{"name", relation.name},
                                 {"src_type", source.name},
                                 {"dst_type", target.name},
                                 {"num_edges", relation.edges()}});
  }
}

}  // namespace

std::string native_meta_text(const Dataset& dataset, int64_t stored_edges) {
  Json json;
  json["name"] = dataset.title.empty() ? dataset.name : dataset.title;
  const bool structure_only = dataset.labels.empty() && feature_columns(dataset.features) == 0;
  json["level"] = dataset.level == Level::kGraph ? "graph"
                  : structure_only               ? "graph structure only"
                                                 : "node";
  if (!dataset.metric.empty()) json["metric"] = dataset.metric;
  json["directed"] = dataset.directed;
  if (dataset.level == Level::kGraph) json["num_graphs"] = dataset.graphs();
  json["num_nodes"] = dataset.graph.nodes();
  json["num_edges"] = stored_edges;
  add_types(json, dataset.graph);
  json["num_features"] = feature_columns(dataset.features);
  json["feature_storage"] = feature_storage(dataset.features);
  if (!dataset.labels.empty()) json["num_classes"] = dataset.classes;
  if (!dataset.class_names.empty()) json["class_names"] = dataset.class_names;
  if (dataset.multi_label) json["multi_label"] = "y is 0/1 per row and class";
  return print_json(json, 1) + "\n";
}

}  // namespace heddle
