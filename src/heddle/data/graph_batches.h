// Batches of many small graphs: their nodes one behind the other, edges inside them.
//
// The adjacency of all graphs is built once; a batch copies the rows of its graphs. All storage
// is made for the largest batch that can occur, so an epoch allocates nothing.
#pragma once

#include "heddle/data/dataset.h"
#include "heddle/graph/adjacency.h"
#include "heddle/tensor/buffer.h"
#include "heddle/tensor/matrix_view.h"

#include <cstdint>
#include <span>
#include <vector>

namespace heddle {

// What no batch of so many graphs exceeds: the nodes and the edges of the largest graphs.
struct BatchLimits {
  int64_t graphs = 0, nodes = 0, edges = 0;
};

// Sums of the `graphs` largest counts of nodes and of edges, each for itself.
BatchLimits batch_limits(std::span<const int64_t> graph_nodes, std::span<const int64_t> graph_edges,
                         int64_t graphs);

// Borrowed from the GraphBatcher, valid until its next assign().
struct GraphBatch {
  std::span<const int32_t> graph_ids;         // [graphs] rows of the data set
  std::span<const int32_t> node_ids;          // [nodes] original ids
  MatrixView<const float> features;           // [nodes, columns]; no data if there are none
  const AdjacencyView* adjacency = nullptr;   // [nodes, nodes] block-diagonal
  std::span<const float> edge_weights;        // [edges], or empty
  const AdjacencyView* membership = nullptr;  // receivers: graphs, senders: nodes; with transpose
  std::span<const int32_t> labels;            // [graphs], or [graphs * classes] if multi-label

  int64_t graphs() const { return static_cast<int64_t>(graph_ids.size()); }
  int64_t nodes() const { return static_cast<int64_t>(node_ids.size()); }
};

class GraphBatcher {
 public:
  // Borrows the data set, which must be of Level::kGraph and valid. `transposed`: batches get the
  // transpose, which training needs. `threads` are for building the adjacency.
  GraphBatcher(const Dataset& dataset, int64_t graphs_per_batch, const AdjacencyOptions& options,
               bool transposed, int threads);

  const BatchLimits& limits() const { return limits_; }
  // A full batch of graphs of mean size.
  BatchLimits mean_batch() const;

  // The batch of these graphs, in this order; at most graphs_per_batch, any id at most once.
  // Throws InvalidArgument for an id out of range and for too many; allocates nothing.
  const GraphBatch& assign(std::span<const int32_t> graph_ids);

 private:
  void append_graph(int32_t id);
  void copy_features(RowRange nodes, int64_t first);

  const Dataset& dataset_;
  Adjacency whole_;
  BatchLimits limits_;
  Adjacency adjacency_, membership_;
  Buffer features_;
  std::vector<RowRange> blocks_;
  std::vector<int32_t> graph_ids_, node_ids_, labels_;
  std::vector<int64_t> node_offsets_;
  GraphBatch batch_;
};

// `rows` in the order of an epoch: the same for the same seed and epoch. `shuffled` keeps its
// storage.
void shuffle_rows(std::span<const int32_t> rows, uint64_t seed, int64_t epoch,
                  std::vector<int32_t>& shuffled);

}  // namespace heddle
