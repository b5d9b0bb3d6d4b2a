#include "heddle/base/json.h"
#include "heddle/data/describe.h"

namespace heddle {
namespace {

Json json_of(const Distribution& d) {
  return {{"min", d.min}, {"median", d.median}, {"mean", d.mean}, {"max", d.max}};
}

Json json_of(const GraphDescription& graph) {
  Json json = {{"nodes", graph.nodes},
               {"edges", graph.edges},
               {"isolated_nodes", graph.isolated},
               {"in_degree", json_of(graph.in_degree)},
               {"out_degree", json_of(graph.out_degree)}};
  json["node_types"] = Json::array();
  for (const NodeType& type : graph.node_types) {
    json["node_types"].push_back({{"name", type.name}, {"count", type.count}});
  }
  json["relations"] = Json::array();
  for (const RelationDescription& relation : graph.relations) {
    json["relations"].push_back({{"name", relation.name},
                                 {"source_type", relation.source_type},
                                 {"destination_type", relation.destination_type},
                                 {"edges", relation.edges},
                                 {"self_loops", relation.self_loops},
                                 {"duplicate_edges", relation.duplicates},
                                 {"asymmetric_edges", relation.asymmetric},
                                 {"weighted", relation.weighted}});
  }
  json["hubs"] = Json::array();
  for (const Hub& hub : graph.hubs) {
    json["hubs"].push_back({{"node", hub.node}, {"in_degree", hub.degree}});
  }
  return json;
}

Json json_of(const FeatureDescription& features) {
  return {{"storage", features.storage},
          {"columns", features.columns},
          {"entries", features.entries},
          {"nonzero", features.nonzero},
          {"empty_rows", features.empty_rows},
          {"not_finite", features.not_finite},
          {"min", features.min},
          {"max", features.max}};
}

Json json_of(const SplitDescription& split) {
  return {{"train", split.train},
          {"validation", split.validation},
          {"test", split.test},
          {"unused", split.unused},
          {"overlaps", split.overlaps},
          {"unlabelled", split.unlabelled},
          {"test_rows_like_training", split.test_rows_like_training}};
}

}  // namespace

std::string to_json(const DatasetDescription& d) {
  Json json = {{"dataset", d.name},
               {"title", d.title},
               {"level", d.level},
               {"metric", d.metric},
               {"directed", d.directed},
               {"named_nodes", d.named_nodes},
               {"graph", json_of(d.graph)},
               {"features", json_of(d.features)},
               {"classes", d.classes},
               {"class_names", d.class_names},
               {"class_counts", d.class_counts},
               {"multi_label", d.multi_label},
               {"rows", d.rows},
               {"unlabelled", d.unlabelled},
               {"labels_out_of_range", d.labels_out_of_range}};
  json["edge_homophily"] = d.edge_homophily ? Json(*d.edge_homophily) : Json(nullptr);
  json["splits"] = Json::array();
  for (const SplitDescription& split : d.splits) json["splits"].push_back(json_of(split));
  if (d.graphs > 0) {
    json["graphs"] = {
        {"count", d.graphs}, {"nodes", json_of(d.graph_nodes)}, {"edges", json_of(d.graph_edges)}};
  }
  json["bytes"] = d.bytes;
  json["loading_peak_bytes"] = d.loading_peak_bytes;
  return print_json(json);
}

}  // namespace heddle
