#include "heddle/data/dataset.h"

#include "heddle/base/error.h"
#include "heddle/data/dataset_checks.h"
#include "heddle/data/memory_bytes.h"

#include <fmt/core.h>

#include <numeric>

namespace heddle {
namespace {

int64_t feature_rows(const Features& features, int64_t if_none) {
  if (const auto* dense = std::get_if<DenseFeatures>(&features)) return dense->rows;
  if (const auto* csr = std::get_if<CsrMatrix>(&features)) return csr->rows();
  return if_none;
}

int64_t feature_bytes(const Features& features) {
  if (const auto* dense = std::get_if<DenseFeatures>(&features)) return dense->buffer.bytes();
  const auto* csr = std::get_if<CsrMatrix>(&features);
  if (csr == nullptr) return 0;
  return bytes_of(csr->row_offsets) + bytes_of(csr->columns) + bytes_of(csr->values);
}

// Every row has exactly one class of each group.
void validate_class_groups(const Dataset& d, const std::string& place) {
  int64_t classes = 0;
  for (const ClassGroup& group : d.class_groups) classes += group.classes;
  require(d.multi_label && classes == d.classes,
          "{}: groups of {} classes in all, need multi-label and all {} classes", place, classes,
          d.classes);
  auto label = d.labels.begin();
  for (int64_t row = 0; row < d.rows(); ++row) {
    for (const ClassGroup& group : d.class_groups) {
      const auto chosen = std::accumulate(label, label + group.classes, 0);
      require(chosen == 1, "{}: row {} has {} classes of a group, need one", place, row, chosen);
      label += group.classes;
    }
  }
}

void validate_labels(const Dataset& d, const std::string& place) {
  if (d.labels.empty()) {
    require(d.splits.empty(), "{}: splits, but no labels", place);
    return;
  }
  require(d.classes > 0, "{}: labels, but {} classes", place, d.classes);
  const int64_t wanted = d.rows() * (d.multi_label ? d.classes : 1);
  require(static_cast<int64_t>(d.labels.size()) == wanted, "{}: {} labels for {} rows, need {}",
          place, d.labels.size(), d.rows(), wanted);
  require(d.class_names.empty() || d.class_names.size() == static_cast<size_t>(d.classes),
          "{}: {} class names for {} classes", place, d.class_names.size(), d.classes);
  check_labels(d.labels, d.classes, d.multi_label, place);
  if (!d.class_groups.empty()) validate_class_groups(d, place);
}

void validate_graph_level(const Dataset& d, const std::string& place) {
  require(d.graph.relations.size() == 1 && d.graph.node_types.size() == 1,
          "{}: many small graphs need one node type and one relation", place);
  require(d.graph_offsets.size() == d.graph_edge_offsets.size(),
          "{}: {} graph offsets and {} edge offsets, need as many", place, d.graph_offsets.size(),
          d.graph_edge_offsets.size());
  check_offsets(d.graph_offsets, d.graph.nodes(), place);
  check_offsets(d.graph_edge_offsets, d.graph.edges(), place);
  check_edges_inside_graphs(d, place);
}

}  // namespace

int64_t feature_columns(const Features& features) {
  if (const auto* dense = std::get_if<DenseFeatures>(&features)) return dense->cols;
  if (const auto* csr = std::get_if<CsrMatrix>(&features)) return csr->cols;
  return 0;
}

int64_t Dataset::graphs() const {
  return graph_offsets.empty() ? 0 : static_cast<int64_t>(graph_offsets.size()) - 1;
}

int64_t Dataset::rows() const { return level == Level::kGraph ? graphs() : graph.nodes(); }

int64_t Dataset::bytes() const {
  int64_t total = feature_bytes(features) + bytes_of(labels) + bytes_of(class_names) +
                  bytes_of(graph_offsets) + bytes_of(graph_edge_offsets) + bytes_of(node_names);
  for (const Relation& relation : graph.relations) {
    total +=
        bytes_of(relation.sources) + bytes_of(relation.destinations) + bytes_of(relation.weights);
  }
  for (const Split& split : splits) {
    total += bytes_of(split.train) + bytes_of(split.validation) + bytes_of(split.test);
  }
  return total;
}

void Dataset::validate() const {
  const std::string place = fmt::format("data set '{}'", name);
  graph.validate();
  const int64_t rows_of_features = feature_rows(features, graph.nodes());
  require(rows_of_features == graph.nodes(), "{}: features of {} rows for {} nodes", place,
          rows_of_features, graph.nodes());
  check_features(features, place);
  require(node_names.empty() || static_cast<int64_t>(node_names.size()) == graph.nodes(),
          "{}: {} node names for {} nodes", place, node_names.size(), graph.nodes());
  if (level == Level::kGraph) validate_graph_level(*this, place);
  validate_labels(*this, place);
  for (size_t s = 0; s < splits.size(); ++s) check_split(splits[s], s, *this, place);
}

}  // namespace heddle
