#include "tests/support/small_tasks.h"

#include "heddle/base/philox.h"
#include "heddle/data/load_dataset.h"

namespace heddle {
namespace {

constexpr int kNodes = 300;

// A directed graph with three relations, the last of which has one edge; no features.
Dataset relational_dataset() {
  Dataset dataset;
  dataset.name = "relations";
  dataset.graph.node_types = {{"thing", kNodes}};
  const RandomStream random = {5, 0, 0};
  for (int r = 0; r < 3; ++r) {
    Relation relation;
    relation.name = "r" + std::to_string(r);
    const int edges = r == 2 ? 1 : 900;
    for (int e = 0; e < edges; ++e) {
      const auto draw = [&](int column) {
        return static_cast<int32_t>(random.word(r * 10000 + e, column) % kNodes);
      };
      relation.sources.push_back(draw(0));
      relation.destinations.push_back(draw(1));
    }
    dataset.graph.relations.push_back(std::move(relation));
  }
  dataset.classes = 3;
  Split split;
  for (int32_t node = 0; node < kNodes; ++node) {
    dataset.labels.push_back(node % 3);
    (node % 2 == 0 ? split.train : node % 4 == 1 ? split.validation : split.test).push_back(node);
  }
  dataset.splits = {split};
  return dataset;
}

// Rings and stars of growing size: which one decides the class. Features are random.
Dataset many_graphs() {
  Dataset dataset;
  dataset.name = "rings_and_stars";
  dataset.level = Level::kGraph;
  dataset.classes = 2;
  dataset.graph_offsets = dataset.graph_edge_offsets = {0};
  Relation edge;
  edge.name = "edge";
  Split split;
  int32_t nodes = 0;
  for (int32_t g = 0; g < 40; ++g) {
    const int32_t size = 3 + g % 7;
    for (int32_t i = 0; i < size; ++i) {
      const int32_t other = g % 2 == 0 ? (i + 1) % size : 0;
      if (other == i) continue;
      for (const bool forward : {true, false}) {
        edge.sources.push_back(nodes + (forward ? i : other));
        edge.destinations.push_back(nodes + (forward ? other : i));
      }
    }
    nodes += size;
    dataset.graph_offsets.push_back(nodes);
    dataset.graph_edge_offsets.push_back(edge.edges());
    dataset.labels.push_back(g % 2);
    (g < 24 ? split.train : g < 32 ? split.validation : split.test).push_back(g);
  }
  dataset.graph.node_types = {{"node", nodes}};
  dataset.graph.relations.push_back(std::move(edge));
  DenseFeatures features = {Buffer(nodes * 5 * static_cast<int64_t>(sizeof(float))), nodes, 5};
  for (int32_t node = 0; node < nodes; ++node) {
    for (int32_t c = 0; c < 5; ++c) {
      features.view().at(node, c) = uniform_from_word(RandomStream{7, 0, 0}.word(node, c));
    }
  }
  dataset.features = std::move(features);
  dataset.splits = {split};
  return dataset;
}

Dataset dataset_for(const std::string& model) {
  if (model == "rgcn") return relational_dataset();
  if (model == "gin") return many_graphs();
  return load_dataset("builtin:sbm?nodes=300&degree=6&features=20&classes=3");
}

}  // namespace

SmallTask small_task(const std::string& model, const std::string& precision) {
  SmallTask small = {model + "_" + precision, dataset_for(model), {}};
  ModelConfig& config = small.config.model;
  config.model = model;
  config.precision = precision;
  config.hidden = 8;
  config.heads = 2;
  config.output_heads = 2;
  config.attention_dropout = 0.2;
  config.bases = model == "rgcn" ? 2 : 0;
  config.layers = 3;
  const bool batch_norm = model == "gcn" || model == "gin";
  config.norm = model == "sage" ? "layer" : batch_norm ? "batch" : "none";
  config.residual = model == "gat";
  small.config.weight_decay = 5e-4;
  small.config.epochs = 6;
  small.config.batch_size = 7;
  small.config.threads = 1;
  return small;
}

std::vector<std::string> model_names() { return {"gcn", "sage", "gat", "rgcn", "gin"}; }

}  // namespace heddle
