#include "heddle/train/graph_inputs.h"

#include <numeric>

namespace heddle {
namespace {

// A row without entries, or whose entries sum to 0, stays as it is.
void normalize_row(float* values, int64_t count) {
  const double sum = std::accumulate(values, values + count, 0.0);
  if (sum == 0.0) return;
  for (int64_t i = 0; i < count; ++i) values[i] = static_cast<float>(values[i] / sum);
}

}  // namespace

GraphInputs::GraphInputs(const Dataset& dataset, const AdjacencyOptions& options,
                         bool normalize_features, bool training, int threads)
    : adjacency_(edge_list(dataset.graph, options), threads) {
  if (training) adjacency_.ensure_transpose();
  problem_.nodes = adjacency_.view().rows;
  problem_.edges = adjacency_.view().entries();
  problem_.relations = adjacency_.view().relations;
  problem_.weighted_edges = !adjacency_.edge_weights().empty();
  problem_.classes = dataset.classes;
  problem_.multi_label = dataset.multi_label;
  problem_.class_groups = dataset.class_groups;
  problem_.features = FeatureKind::kNone;
  if (const auto* dense = std::get_if<DenseFeatures>(&dataset.features)) {
    set_features(*dense, normalize_features);
  } else if (const auto* csr = std::get_if<CsrMatrix>(&dataset.features)) {
    set_features(*csr, normalize_features, training);
  }
}

void GraphInputs::set_features(const DenseFeatures& features, bool normalize) {
  problem_.features = FeatureKind::kDense;
  problem_.feature_cols = features.cols;
  values_ = features.view().data;
  if (!normalize) return;
  dense_features_ = features.buffer.clone();
  float* values = dense_features_.as<float>().data();
  for (int64_t row = 0; row < features.rows; ++row) {
    normalize_row(values + row * features.cols, features.cols);
  }
  values_ = values;
}

void GraphInputs::set_features(const CsrMatrix& features, bool normalize, bool training) {
  problem_.features = FeatureKind::kCsr;
  problem_.feature_cols = features.cols;
  problem_.feature_entries = features.entries();
  feature_structure_ = std::make_unique<Adjacency>(features.view());
  if (training) feature_structure_->ensure_transpose();
  values_ = features.values.data();
  if (!normalize) return;
  feature_values_ = features.values;
  for (int64_t row = 0; row < features.rows(); ++row) {
    const int64_t begin = features.row_offsets[static_cast<size_t>(row)];
    const int64_t end = features.row_offsets[static_cast<size_t>(row) + 1];
    normalize_row(feature_values_.data() + begin, end - begin);
  }
  values_ = feature_values_.data();
}

void GraphInputs::bind(Bindings& bindings) const {
  bindings.bind_adjacency("graph", adjacency_.view());
  if (problem_.weighted_edges) {
    bindings.bind<float>("edge_weights", {adjacency_.edge_weights().data(), problem_.edges, 1, 1});
  }
  if (problem_.features == FeatureKind::kCsr) {
    bindings.bind_csr("features", feature_structure_->view(), values_);
  } else if (problem_.features == FeatureKind::kDense) {
    bindings.bind<float>("features",
                         {values_, problem_.nodes, problem_.feature_cols, problem_.feature_cols});
  }
}

}  // namespace heddle
