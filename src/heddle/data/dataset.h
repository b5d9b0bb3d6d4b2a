// A learning problem: a graph, features, labels and splits.
#pragma once

#include "heddle/base/class_group.h"
#include "heddle/graph/graph.h"
#include "heddle/tensor/buffer.h"
#include "heddle/tensor/csr_matrix.h"
#include "heddle/tensor/matrix_view.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace heddle {

// Dense features, row-major [rows, cols].
struct DenseFeatures {
  Buffer buffer;
  int64_t rows = 0, cols = 0;

  MatrixView<const float> view() const { return {buffer.as<float>().data(), rows, cols, cols}; }
  MatrixView<float> view() { return {buffer.as<float>().data(), rows, cols, cols}; }
};

// std::monostate: a featureless graph; a model then learns an embedding per node.
using Features = std::variant<std::monostate, DenseFeatures, CsrMatrix>;

int64_t feature_columns(const Features& features);  // 0 if there are none

// What a label belongs to.
enum class Level { kNode, kGraph };

// Rows (nodes or graphs) of one train / validation / test split; ascending, pairwise disjoint.
struct Split {
  std::vector<int32_t> train, validation, test;
};

struct Dataset {
  std::string name;    // short, as in files and reports: "cora"
  std::string title;   // as its source calls it: "Cora (Planetoid)"; may be empty
  std::string metric;  // what its source measures, such as "ROC-AUC"; empty: the task's usual one
  Level level = Level::kNode;
  bool directed = true;  // false: every edge stands in both directions in `graph`
  Graph graph;           // many small graphs: their block-diagonal union
  Features features;     // rows in the graph's common node numbering

  // Single label: one class per row, -1 = unlabelled; labels.size() == rows.
  // Multi-label: 0/1 per row and class, row-major; labels.size() == rows * classes.
  std::vector<int32_t> labels;
  bool multi_label = false;
  int32_t classes = 0;
  std::vector<std::string> class_names;  // empty, or one per class
  // Multi-label: empty, or groups of classes that cover all; a row has one class of each.
  std::vector<ClassGroup> class_groups;
  std::vector<Split> splits;  // empty: nothing to train on

  // Level::kGraph: nodes of graph g are [graph_offsets[g], graph_offsets[g + 1]), its edges in
  // relation 0 are [graph_edge_offsets[g], graph_edge_offsets[g + 1]).
  std::vector<int64_t> graph_offsets, graph_edge_offsets;

  std::vector<std::string> node_names;  // the user's ids; empty: 0, 1, 2, ...

  // The most memory that all buffers of loading took together, this data set included.
  int64_t loading_peak_bytes = 0;

  int64_t graphs() const;  // 0 unless Level::kGraph
  int64_t rows() const;    // labelled things: nodes or graphs
  int64_t bytes() const;   // what the data set itself takes
  // Throws InvalidArgument naming what does not fit: wrong lengths, ids and classes out of range,
  // features that are not finite, splits that overlap, that are not ascending, whose training part
  // is empty or that hold rows without a label.
  void validate() const;
};

}  // namespace heddle
