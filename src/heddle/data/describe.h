// What a data set looks like, and what is wrong with it. For `info`.
#pragma once

#include "heddle/data/dataset.h"
#include "heddle/graph/describe.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace heddle {

struct FeatureDescription {
  std::string storage;  // "none", "dense", "csr"
  int64_t columns = 0;
  int64_t entries = 0;     // stored values
  int64_t nonzero = 0;     // of them
  int64_t empty_rows = 0;  // rows of zeros only
  int64_t not_finite = 0;  // NaN and infinite values
  float min = 0, max = 0;  // over finite values; zeros that CSR does not store are left out
};

struct SplitDescription {
  int64_t train = 0, validation = 0, test = 0, unused = 0;
  int64_t overlaps = 0;    // rows in more than one part
  int64_t unlabelled = 0;  // rows of a part without a label
  // Test rows whose features equal those of some training row: they can be learnt by heart.
  int64_t test_rows_like_training = 0;
};

struct DatasetDescription {
  std::string name, title, level, metric;
  bool directed = true, multi_label = false, named_nodes = false;
  GraphDescription graph;
  FeatureDescription features;
  int32_t classes = 0;
  std::vector<std::string> class_names;
  std::vector<int64_t> class_counts;
  int64_t rows = 0, unlabelled = 0, labels_out_of_range = 0;
  // Share of edges, self loops left out, that join two labelled nodes of one class; nothing for
  // several labels per node and without such edges.
  std::optional<double> edge_homophily;
  std::vector<SplitDescription> splits;
  // Level::kGraph
  int64_t graphs = 0;
  Distribution graph_nodes, graph_edges;
  int64_t bytes = 0, loading_peak_bytes = 0;
};

// Lengths and ids must fit; features, labels and splits may be as bad as they like. O(E log E).
DatasetDescription describe(const Dataset& dataset);

std::string to_text(const DatasetDescription& description);  // several lines, for people
std::string to_json(const DatasetDescription& description);  // one object on one line

}  // namespace heddle
