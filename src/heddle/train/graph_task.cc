#include "heddle/train/graph_task.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace heddle {
namespace {

Problem batch_problem(const Dataset& dataset, const BatchLimits& limits) {
  Problem problem;
  problem.symbolic = true;
  problem.graph_level = true;
  problem.nodes = limits.nodes;
  problem.edges = limits.edges;
  problem.graphs = limits.graphs;
  problem.relations = static_cast<int64_t>(dataset.graph.relations.size());
  problem.weighted_edges =
      std::any_of(dataset.graph.relations.begin(), dataset.graph.relations.end(),
                  [](const Relation& relation) { return !relation.weights.empty(); });
  problem.feature_cols = feature_columns(dataset.features);
  problem.features = problem.feature_cols > 0 ? FeatureKind::kDense : FeatureKind::kNone;
  problem.classes = dataset.classes;
  problem.multi_label = dataset.multi_label;
  return problem;
}

}  // namespace

GraphTask::GraphTask(const Dataset& dataset, Split split, const AdjacencyOptions& options,
                     int64_t graphs_per_batch, int threads)
    : Task(metric_of(dataset)),
      dataset_(dataset),
      split_(std::move(split)),
      batcher_(dataset, graphs_per_batch, options, true, threads),
      problem_(batch_problem(dataset, batcher_.limits())),
      order_(split_.train),
      all_rows_(static_cast<size_t>(dataset.rows())),
      label_weights_(static_cast<size_t>(batcher_.limits().graphs), 1.0F),
      logits_(static_cast<size_t>(dataset.rows() * dataset.classes)) {
  std::iota(all_rows_.begin(), all_rows_.end(), 0);
  if (dataset.multi_label) {
    targets_.resize(static_cast<size_t>(batcher_.limits().graphs * dataset.classes));
  }
}

// Of all graphs rather than the training graphs: the folds of a cross-validation agree.
Problem GraphTask::typical_problem() const {
  Problem problem = problem_;
  const BatchLimits mean = batcher_.mean_batch();
  problem.nodes = mean.nodes;
  problem.edges = mean.edges;
  return problem;
}

int64_t GraphTask::steps_per_epoch() const {
  const int64_t batch = batcher_.limits().graphs;
  return (static_cast<int64_t>(split_.train.size()) + batch - 1) / batch;
}

std::span<const int32_t> GraphTask::next_batch(std::span<const int32_t> rows, size_t begin) const {
  return rows.subspan(begin,
                      std::min(static_cast<size_t>(batcher_.limits().graphs), rows.size() - begin));
}

const GraphBatch& GraphTask::bind_batch(Session& session, std::span<const int32_t> ids) {
  const GraphBatch& batch = batcher_.assign(ids);
  Bindings& bindings = session.bindings();
  bindings.bind_size("nodes", batch.nodes());
  bindings.bind_size("edges", batch.adjacency->entries());
  bindings.bind_size("graphs", batch.graphs());
  bindings.bind_size("members", batch.nodes());
  bindings.bind_row_ids("nodes", batch.node_ids.data());
  bindings.bind_row_ids("graphs", batch.graph_ids.data());
  bindings.bind_adjacency("graph", *batch.adjacency);
  bindings.bind_adjacency("membership", *batch.membership);
  bindings.bind("features", batch.features);
  if (problem_.weighted_edges) {
    bindings.bind<float>("edge_weights",
                         {batch.edge_weights.data(), batch.adjacency->entries(), 1, 1});
  }
  return batch;
}

void GraphTask::bind_labels(Session& session, const GraphBatch& batch) {
  Bindings& bindings = session.bindings();
  bindings.bind<float>("label_weights", {label_weights_.data(), batch.graphs(), 1, 1});
  if (dataset_.multi_label) {
    std::copy(batch.labels.begin(), batch.labels.end(), targets_.begin());
    bindings.bind<float>("targets",
                         {targets_.data(), batch.graphs(), dataset_.classes, dataset_.classes});
  } else {
    bindings.bind<int32_t>("labels", {batch.labels.data(), batch.graphs(), 1, 1});
  }
}

double GraphTask::train_epoch(Session& session, int64_t epoch) {
  shuffle_rows(split_.train, session.seed(), epoch, order_);
  double loss = 0;
  auto step = static_cast<uint32_t>(epoch * steps_per_epoch());
  for (size_t begin = 0; begin < order_.size(); ++step) {
    const auto ids = next_batch(order_, begin);
    bind_labels(session, bind_batch(session, ids));
    session.run(step);
    loss += *session.output("loss").values<const float>() * static_cast<double>(ids.size());
    begin += ids.size();
  }
  return loss / static_cast<double>(order_.size());
}

void GraphTask::predict_rows(Session& session, std::span<const int32_t> rows,
                             MatrixView<float> logits) {
  for (size_t begin = 0; begin < rows.size();) {
    const auto ids = next_batch(rows, begin);
    bind_batch(session, ids);
    session.run(0);
    const auto result = session.output("logits").matrix<const float>();
    for (int64_t i = 0; i < result.rows; ++i) {
      std::copy_n(result.row(i), result.cols, logits.row(ids[static_cast<size_t>(i)]));
    }
    begin += ids.size();
  }
}

EvaluationScores GraphTask::evaluate(Session& session) {
  const MatrixView<float> logits = {logits_.data(), dataset_.rows(), dataset_.classes,
                                    dataset_.classes};
  predict_rows(session, all_rows_, logits);
  return scores_of(logits, split_);
}

void GraphTask::predict(Session& session, MatrixView<float> logits) {
  predict_rows(session, all_rows_, logits);
}

}  // namespace heddle
