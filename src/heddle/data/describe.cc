#include "heddle/data/describe.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <unordered_set>

namespace heddle {
namespace {

class FeatureCounter {
 public:
  void add(float value) {
    ++result_.entries;
    if (!std::isfinite(value)) {
      ++result_.not_finite;
      return;
    }
    result_.nonzero += value != 0 ? 1 : 0;
    min_ = std::min(min_, value);
    max_ = std::max(max_, value);
  }

  FeatureDescription finish(std::string storage, int64_t columns, int64_t empty_rows) {
    result_.storage = std::move(storage);
    result_.columns = columns;
    result_.empty_rows = empty_rows;
    if (min_ <= max_) {
      result_.min = min_;
      result_.max = max_;
    }
    return result_;
  }

 private:
  FeatureDescription result_;
  float min_ = std::numeric_limits<float>::max(), max_ = std::numeric_limits<float>::lowest();
};

FeatureDescription describe_features(const Features& features) {
  FeatureCounter counter;
  int64_t empty_rows = 0;
  if (const auto* dense = std::get_if<DenseFeatures>(&features)) {
    const MatrixView<const float> view = dense->view();
    for (int64_t i = 0; i < view.rows; ++i) {
      bool empty = true;
      for (int64_t c = 0; c < view.cols; ++c) {
        counter.add(view.at(i, c));
        empty = empty && view.at(i, c) == 0;
      }
      empty_rows += empty ? 1 : 0;
    }
    return counter.finish("dense", view.cols, empty_rows);
  }
  if (const auto* csr = std::get_if<CsrMatrix>(&features)) {
    for (const float value : csr->values) counter.add(value);
    for (size_t i = 0; i + 1 < csr->row_offsets.size(); ++i) {
      empty_rows += csr->row_offsets[i] == csr->row_offsets[i + 1] ? 1 : 0;
    }
    return counter.finish("csr", csr->cols, empty_rows);
  }
  return counter.finish("none", 0, 0);
}

// A digest of the features of a row; equal rows have equal digests, others practically never.
class RowDigest {
 public:
  explicit RowDigest(const Features& features) : features_(features) {}

  uint64_t operator()(int32_t row) const {
    uint64_t digest = 0x9E3779B97F4A7C15;
    const auto mix = [&digest](uint64_t word) {
      digest = (digest ^ word) * 0xFF51AFD7ED558CCD;
      digest ^= digest >> 32;
    };
    if (const auto* dense = std::get_if<DenseFeatures>(&features_)) {
      const float* values = dense->view().row(row);
      for (int64_t c = 0; c < dense->cols; ++c) mix(std::bit_cast<uint32_t>(values[c]));
    } else if (const auto* csr = std::get_if<CsrMatrix>(&features_)) {
      const CsrView view = csr->view();
      for (int64_t e = view.row_offsets[row]; e < view.row_offsets[row + 1]; ++e) {
        mix((uint64_t{static_cast<uint32_t>(view.columns[e])} << 32) |
            std::bit_cast<uint32_t>(view.values[e]));
      }
    }
    return digest;
  }

 private:
  const Features& features_;
};

int64_t test_rows_like_training(const Dataset& dataset, const Split& split) {
  if (dataset.level == Level::kGraph || feature_columns(dataset.features) == 0) return 0;
  const RowDigest digest(dataset.features);
  std::unordered_set<uint64_t> train;
  for (const int32_t row : split.train) train.insert(digest(row));
  return std::count_if(split.test.begin(), split.test.end(),
                       [&](int32_t row) { return train.contains(digest(row)); });
}

SplitDescription describe_split(const Dataset& dataset, const Split& split) {
  SplitDescription result;
  result.train = std::ssize(split.train);
  result.validation = std::ssize(split.validation);
  result.test = std::ssize(split.test);
  std::vector<int8_t> uses(static_cast<size_t>(dataset.rows()), 0);
  for (const auto* part : {&split.train, &split.validation, &split.test}) {
    for (const int32_t row : *part) {
      int8_t& use = uses[static_cast<size_t>(row)];
      if (use == 0 && !dataset.multi_label && dataset.labels[static_cast<size_t>(row)] < 0) {
        ++result.unlabelled;
      }
      use = static_cast<int8_t>(std::min(use + 1, 2));
    }
  }
  result.unused = std::count(uses.begin(), uses.end(), 0);
  result.overlaps = std::count(uses.begin(), uses.end(), 2);
  result.test_rows_like_training = test_rows_like_training(dataset, split);
  return result;
}

void count_classes(const Dataset& dataset, DatasetDescription& result) {
  result.class_counts.assign(static_cast<size_t>(dataset.classes), 0);
  const auto classes = static_cast<size_t>(dataset.classes);
  for (size_t i = 0; i < dataset.labels.size(); ++i) {
    const int32_t label = dataset.labels[i];
    if (dataset.multi_label) {
      result.class_counts[i % classes] += label == 1 ? 1 : 0;
      result.labels_out_of_range += label != 0 && label != 1 ? 1 : 0;
    } else if (label >= 0 && label < dataset.classes) {
      ++result.class_counts[static_cast<size_t>(label)];
    } else {
      ++(label == -1 ? result.unlabelled : result.labels_out_of_range);
    }
  }
}

std::optional<double> edge_homophily(const Dataset& dataset) {
  if (dataset.level == Level::kGraph || dataset.multi_label || dataset.labels.empty()) return {};
  int64_t same = 0, all = 0;
  for (const Relation& relation : dataset.graph.relations) {
    const int64_t source_offset = dataset.graph.type_offset(relation.source_type);
    const int64_t target_offset = dataset.graph.type_offset(relation.destination_type);
    for (size_t e = 0; e < relation.sources.size(); ++e) {
      const auto source = static_cast<size_t>(source_offset + relation.sources[e]);
      const auto target = static_cast<size_t>(target_offset + relation.destinations[e]);
      const int32_t first = dataset.labels[source], second = dataset.labels[target];
      if (source == target || first < 0 || second < 0) continue;
      ++all;
      same += first == second ? 1 : 0;
    }
  }
  if (all == 0) return {};
  return static_cast<double>(same) / static_cast<double>(all);
}

Distribution of_differences(const std::vector<int64_t>& offsets) {
  std::vector<int64_t> sizes;
  for (size_t i = 1; i < offsets.size(); ++i) sizes.push_back(offsets[i] - offsets[i - 1]);
  return distribution(std::move(sizes));
}

}  // namespace

DatasetDescription describe(const Dataset& dataset) {
  DatasetDescription result;
  result.name = dataset.name;
  result.title = dataset.title;
  result.level = dataset.level == Level::kGraph ? "graph" : "node";
  result.metric = dataset.metric;
  result.directed = dataset.directed;
  result.multi_label = dataset.multi_label;
  result.named_nodes = !dataset.node_names.empty();
  result.graph = describe(dataset.graph);
  result.features = describe_features(dataset.features);
  result.classes = dataset.classes;
  result.class_names = dataset.class_names;
  result.rows = dataset.rows();
  if (!dataset.labels.empty()) count_classes(dataset, result);
  result.edge_homophily = edge_homophily(dataset);
  for (const Split& split : dataset.splits) {
    result.splits.push_back(describe_split(dataset, split));
  }
  result.graphs = dataset.graphs();
  result.graph_nodes = of_differences(dataset.graph_offsets);
  result.graph_edges = of_differences(dataset.graph_edge_offsets);
  result.bytes = dataset.bytes();
  result.loading_peak_bytes = dataset.loading_peak_bytes;
  return result;
}

}  // namespace heddle
