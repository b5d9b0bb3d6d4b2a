#include "heddle/circuits/learn/circuit_dataset.h"

#include "heddle/circuits/labels.h"

namespace heddle {
namespace {

void append_labels(const Aig& aig, std::vector<int32_t>& labels) {
  const std::vector<uint8_t> root = root_labels(aig);
  const std::vector<uint8_t> shared = shared_labels(aig);
  for (size_t node = 0; node < root.size(); ++node) {
    const auto root_class = static_cast<RootLabel>(root[node]);
    const auto shared_class = static_cast<SharedLabel>(shared[node]);
    const bool both = shared_class == SharedLabel::kBoth;
    labels.push_back(root_class == RootLabel::kCarry ? 1 : 0);
    labels.push_back(root_class == RootLabel::kSum ? 1 : 0);
    labels.push_back(both || shared_class == SharedLabel::kAdder ? 1 : 0);
    labels.push_back(both || shared_class == SharedLabel::kXor ? 1 : 0);
  }
}

void append_ands(const Aig& aig, int64_t first_node, std::vector<int32_t>& rows) {
  for (int64_t i = 0; i < static_cast<int64_t>(aig.ands.size()); ++i) {
    rows.push_back(static_cast<int32_t>(first_node + aig.inputs + i));
  }
}

}  // namespace

Dataset circuit_dataset(std::span<const Aig> circuits, int64_t validation_from, CircuitEdges edges,
                        CircuitFeatures features) {
  Dataset dataset;
  dataset.name = "circuits";
  dataset.title = "adders in circuits";
  dataset.graph = circuit_graph(circuits, edges);
  dataset.multi_label = true;
  dataset.classes = kCircuitTasks;
  dataset.class_names = {"carry", "sum", "in_adder", "in_xor"};
  dataset.splits.resize(1);

  DenseFeatures dense;
  dense.rows = dataset.graph.nodes();
  dense.cols = columns_of(features);
  dense.buffer = Buffer(dense.rows * dense.cols * static_cast<int64_t>(sizeof(float)));

  int64_t node = 0;
  for (size_t c = 0; c < circuits.size(); ++c) {
    const Aig& aig = circuits[c];
    const int64_t rows = circuit_nodes(aig);
    const CircuitFeatureRows feature_rows(aig, features);
    for (int64_t i = 0; i < rows; ++i) feature_rows.write(i, dense.view().row(node + i));
    append_labels(aig, dataset.labels);
    Split& split = dataset.splits[0];
    append_ands(aig, node,
                static_cast<int64_t>(c) < validation_from ? split.train : split.validation);
    node += rows;
  }
  dataset.features = std::move(dense);
  return dataset;
}

}  // namespace heddle
