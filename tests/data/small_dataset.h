// Small data sets and directories for tests.
#pragma once

#include "heddle/data/dataset.h"
#include "heddle/graph/reverse_edges.h"

#include <algorithm>
#include <utility>

namespace heddle::test {

// Five nodes on a path, two features, two classes, node 4 unlabelled; undirected.
inline Dataset small_dataset() {
  Dataset d;
  d.name = "small";
  d.title = "A small path";
  d.directed = false;
  d.graph = homogeneous_graph(5, {0, 1, 2, 3}, {1, 2, 3, 4});
  append_reverse_edges(d.graph.relations[0]);
  d.features = DenseFeatures{Buffer(5 * 2 * 4), 5, 2};
  for (int64_t i = 0; i < 5; ++i) {
    std::get<DenseFeatures>(d.features).view().at(i, i % 2) = static_cast<float>(i) + 0.5F;
  }
  d.labels = {0, 1, 0, 1, -1};
  d.classes = 2;
  d.class_names = {"even", "odd"};
  d.splits = {{{0}, {1}, {2, 3}}, {{2, 3}, {}, {0}}};
  d.node_names = {"a", "b", "c", "d", "e"};
  return d;
}

// Three graphs: a triangle, a single node, an edge; one-hot features in CSR.
inline Dataset small_graphs() {
  Dataset d;
  d.name = "graphs";
  d.level = Level::kGraph;
  d.directed = false;
  d.graph = homogeneous_graph(6, {0, 0, 1, 1, 2, 2, 4, 5}, {1, 2, 2, 0, 0, 1, 5, 4});
  d.graph_offsets = {0, 3, 4, 6};
  d.graph_edge_offsets = {0, 6, 6, 8};
  CsrMatrix x;
  x.cols = 3;
  x.row_offsets = {0, 1, 2, 3, 3, 4, 6};
  x.columns = {0, 1, 2, 0, 1, 2};
  x.values = {1, 2, 3, 4, 5, 6};
  d.features = std::move(x);
  d.labels = {1, 0, 1};
  d.classes = 2;
  d.splits = {{{0, 2}, {}, {1}}};
  return d;
}

// Edges of a relation as a sorted list: two graphs with the same edges in another order are equal.
inline std::vector<std::pair<int32_t, int32_t>> sorted_edges(const Relation& relation) {
  std::vector<std::pair<int32_t, int32_t>> edges;
  for (size_t e = 0; e < relation.sources.size(); ++e) {
    edges.emplace_back(relation.sources[e], relation.destinations[e]);
  }
  std::sort(edges.begin(), edges.end());
  return edges;
}

}  // namespace heddle::test
