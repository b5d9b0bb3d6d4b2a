// Compares two data sets part by part.
#pragma once

#include "heddle/data/dataset.h"
#include "tests/data/small_dataset.h"

#include <gtest/gtest.h>

namespace heddle::test {

inline void expect_same_graph(const Graph& a, const Graph& b) {
  ASSERT_EQ(a.node_types.size(), b.node_types.size());
  for (size_t t = 0; t < a.node_types.size(); ++t) {
    EXPECT_EQ(a.node_types[t].name, b.node_types[t].name);
    EXPECT_EQ(a.node_types[t].count, b.node_types[t].count);
  }
  ASSERT_EQ(a.relations.size(), b.relations.size());
  for (size_t r = 0; r < a.relations.size(); ++r) {
    EXPECT_EQ(a.relations[r].name, b.relations[r].name);
    EXPECT_EQ(a.relations[r].source_type, b.relations[r].source_type);
    EXPECT_EQ(a.relations[r].destination_type, b.relations[r].destination_type);
    EXPECT_TRUE(sorted_edges(a.relations[r]) == sorted_edges(b.relations[r])) << "relation " << r;
    EXPECT_EQ(a.relations[r].weights.empty(), b.relations[r].weights.empty());
  }
}

inline void expect_same_features(const Features& a, const Features& b) {
  ASSERT_EQ(a.index(), b.index());
  if (const auto* dense = std::get_if<DenseFeatures>(&a)) {
    const auto& other = std::get<DenseFeatures>(b);
    EXPECT_EQ(dense->rows, other.rows);
    EXPECT_EQ(dense->cols, other.cols);
    const auto x = dense->buffer.as<float>(), y = other.buffer.as<float>();
    EXPECT_TRUE(std::equal(x.begin(), x.end(), y.begin(), y.end()));
  } else if (const auto* csr = std::get_if<CsrMatrix>(&a)) {
    const auto& other = std::get<CsrMatrix>(b);
    EXPECT_EQ(csr->cols, other.cols);
    EXPECT_TRUE(csr->row_offsets == other.row_offsets);
    EXPECT_TRUE(csr->columns == other.columns);
    EXPECT_TRUE(csr->values == other.values);
  }
}

inline void expect_same_dataset(const Dataset& a, const Dataset& b) {
  EXPECT_EQ(a.level, b.level);
  EXPECT_EQ(a.directed, b.directed);
  EXPECT_EQ(a.metric, b.metric);
  expect_same_graph(a.graph, b.graph);
  expect_same_features(a.features, b.features);
  EXPECT_EQ(a.labels, b.labels);
  EXPECT_EQ(a.multi_label, b.multi_label);
  EXPECT_EQ(a.classes, b.classes);
  EXPECT_EQ(a.class_names, b.class_names);
  EXPECT_EQ(a.graph_offsets, b.graph_offsets);
  EXPECT_EQ(a.graph_edge_offsets, b.graph_edge_offsets);
  EXPECT_EQ(a.node_names, b.node_names);
  ASSERT_EQ(a.splits.size(), b.splits.size());
  for (size_t s = 0; s < a.splits.size(); ++s) {
    EXPECT_EQ(a.splits[s].train, b.splits[s].train);
    EXPECT_EQ(a.splits[s].validation, b.splits[s].validation);
    EXPECT_EQ(a.splits[s].test, b.splits[s].test);
  }
}

}  // namespace heddle::test
