#include "heddle/data/graph_batches.h"

#include "heddle/base/error.h"
#include "heddle/base/philox.h"
#include "heddle/graph/generate/random_index.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace heddle {
namespace {

constexpr uint32_t kShuffleStream = 201;

int64_t sum_of_largest(std::span<const int64_t> counts, int64_t how_many) {
  std::vector<int64_t> sorted(counts.begin(), counts.end());
  const auto middle =
      sorted.begin() + static_cast<ptrdiff_t>(std::min<int64_t>(how_many, std::ssize(sorted)));
  std::partial_sort(sorted.begin(), middle, sorted.end(), std::greater<>());
  return std::accumulate(sorted.begin(), middle, int64_t{0});
}

// Counts with the edges that the adjacency really has, self loops included.
BatchLimits limits_of(const Dataset& dataset, const AdjacencyView& whole, int64_t graphs) {
  std::vector<int64_t> nodes, edges;
  for (size_t g = 0; g + 1 < dataset.graph_offsets.size(); ++g) {
    const int64_t begin = dataset.graph_offsets[g], end = dataset.graph_offsets[g + 1];
    nodes.push_back(end - begin);
    edges.push_back(whole.row_offsets[end] - whole.row_offsets[begin]);
  }
  return batch_limits(nodes, edges, graphs);
}

const Dataset& checked(const Dataset& dataset, int64_t graphs_per_batch) {
  require(dataset.level == Level::kGraph && dataset.graphs() > 0,
          "batches: data set '{}' has no graphs to batch, need level 'graph'", dataset.name);
  require(graphs_per_batch >= 1, "batches: {} graphs per batch, need at least 1", graphs_per_batch);
  return dataset;
}

}  // namespace

BatchLimits batch_limits(std::span<const int64_t> graph_nodes, std::span<const int64_t> graph_edges,
                         int64_t graphs) {
  return {std::min<int64_t>(graphs, std::ssize(graph_nodes)), sum_of_largest(graph_nodes, graphs),
          sum_of_largest(graph_edges, graphs)};
}

GraphBatcher::GraphBatcher(const Dataset& dataset, int64_t graphs_per_batch,
                           const AdjacencyOptions& options, bool transposed, int threads)
    : dataset_(checked(dataset, graphs_per_batch)),
      whole_(edge_list(dataset.graph, options), threads),
      limits_(limits_of(dataset, whole_.view(), graphs_per_batch)),
      adjacency_({.rows = limits_.nodes,
                  .cols = limits_.nodes,
                  .entries = limits_.edges,
                  .weights = !whole_.edge_weights().empty()}),
      membership_({.rows = limits_.graphs, .cols = limits_.nodes, .entries = limits_.nodes}),
      features_(limits_.nodes * feature_columns(dataset.features) *
                static_cast<int64_t>(sizeof(float))) {
  if (whole_.view().relations != 1) {
    fail(ErrorKind::kUnsupported,
         "batches of graphs have one relation, not {}: a model that adds inverse relations, as "
         "rgcn does, is for data sets of nodes",
         whole_.view().relations);
  }
  if (transposed) whole_.ensure_transpose();
  const auto graphs = static_cast<size_t>(limits_.graphs);
  blocks_.reserve(graphs);
  graph_ids_.reserve(graphs);
  node_offsets_.reserve(graphs + 1);
  node_ids_.reserve(static_cast<size_t>(limits_.nodes));
  const int64_t labels_per_row = dataset.multi_label ? dataset.classes : 1;
  labels_.reserve(graphs * static_cast<size_t>(labels_per_row));
}

BatchLimits GraphBatcher::mean_batch() const {
  const int64_t graphs = dataset_.graphs();
  const auto mean = [&](int64_t all) { return (all * limits_.graphs + graphs - 1) / graphs; };
  return {limits_.graphs, mean(dataset_.graph.nodes()), mean(whole_.view().entries())};
}

const GraphBatch& GraphBatcher::assign(std::span<const int32_t> graph_ids) {
  require(std::ssize(graph_ids) <= limits_.graphs, "batches: {} graphs, at most {}",
          graph_ids.size(), limits_.graphs);
  blocks_.clear();
  graph_ids_.assign(graph_ids.begin(), graph_ids.end());
  node_ids_.clear();
  labels_.clear();
  node_offsets_.assign(1, 0);
  for (const int32_t id : graph_ids_) append_graph(id);
  adjacency_.assign_blocks(whole_, blocks_);
  membership_.assign_runs(node_offsets_);
  const int64_t columns = feature_columns(dataset_.features);
  batch_ = {.graph_ids = graph_ids_,
            .node_ids = node_ids_,
            .features = {columns == 0 ? nullptr : features_.as<float>().data(),
                         std::ssize(node_ids_), columns, columns},
            .adjacency = &adjacency_.view(),
            .edge_weights = adjacency_.edge_weights(),
            .membership = &membership_.view(),
            .labels = labels_};
  return batch_;
}

void GraphBatcher::append_graph(int32_t id) {
  require(id >= 0 && id < dataset_.graphs(), "batches: graph {}, need 0 to {}", id,
          dataset_.graphs() - 1);
  const RowRange nodes = {dataset_.graph_offsets[static_cast<size_t>(id)],
                          dataset_.graph_offsets[static_cast<size_t>(id) + 1]};
  const auto first = std::ssize(node_ids_);
  require(first + nodes.end - nodes.begin <= limits_.nodes, "batches: graph {} occurs twice", id);
  blocks_.push_back(nodes);
  for (int64_t node = nodes.begin; node < nodes.end; ++node) {
    node_ids_.push_back(static_cast<int32_t>(node));
  }
  node_offsets_.push_back(std::ssize(node_ids_));
  copy_features(nodes, first);
  if (dataset_.labels.empty()) return;
  const size_t width = dataset_.multi_label ? static_cast<size_t>(dataset_.classes) : 1;
  const auto labels =
      dataset_.labels.begin() + static_cast<ptrdiff_t>(static_cast<size_t>(id) * width);
  labels_.insert(labels_.end(), labels, labels + static_cast<ptrdiff_t>(width));
}

void GraphBatcher::copy_features(RowRange nodes, int64_t first) {
  const int64_t columns = feature_columns(dataset_.features);
  float* target = features_.as<float>().data() + first * columns;
  if (const auto* dense = std::get_if<DenseFeatures>(&dataset_.features)) {
    std::copy_n(dense->view().row(nodes.begin), (nodes.end - nodes.begin) * columns, target);
  } else if (const auto* csr = std::get_if<CsrMatrix>(&dataset_.features)) {
    const CsrView view = csr->view();
    std::fill_n(target, (nodes.end - nodes.begin) * columns, 0.0F);
    for (int64_t node = nodes.begin; node < nodes.end; ++node, target += columns) {
      for (int64_t e = view.row_offsets[node]; e < view.row_offsets[node + 1]; ++e) {
        target[view.columns[e]] = view.values[e];
      }
    }
  }
}

void shuffle_rows(std::span<const int32_t> rows, uint64_t seed, int64_t epoch,
                  std::vector<int32_t>& shuffled) {
  shuffled.assign(rows.begin(), rows.end());
  shuffle(std::span(shuffled),
          {.seed = seed, .stream = kShuffleStream, .step = static_cast<uint32_t>(epoch)});
}

}  // namespace heddle
