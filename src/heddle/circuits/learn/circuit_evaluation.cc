#include "heddle/circuits/learn/circuit_evaluation.h"

#include "heddle/circuits/labels.h"
#include "heddle/circuits/learn/circuit_dataset.h"
#include "heddle/circuits/learn/predict_circuit.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

namespace heddle {
namespace {

int64_t count_different(std::span<const uint8_t> a, std::span<const uint8_t> b) {
  int64_t different = 0;
  for (size_t i = 0; i < a.size(); ++i) different += a[i] == b[i] ? 0 : 1;
  return different;
}

// A row of features as one number.
uint64_t colour_of(std::span<const float> row) {
  uint64_t colour = 0;
  for (const float value : row) {
    uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    colour = (colour ^ bits) * 0x9E3779B97F4A7C15U;
  }
  return colour;
}

}  // namespace

CircuitEvaluator::CircuitEvaluator(const LoadedModel& model, int threads)
    : model_(model), shape_(circuit_model_shape(model.model)), threads_(threads) {}

std::vector<uint64_t> CircuitEvaluator::colours(const Aig& aig) const {
  const CircuitFeatureRows rows(aig, shape_.features);
  std::vector<float> row(static_cast<size_t>(rows.columns()));
  std::vector<uint64_t> colours(static_cast<size_t>(circuit_nodes(aig)));
  for (size_t node = 0; node < colours.size(); ++node) {
    rows.write(static_cast<int64_t>(node), row.data());
    colours[node] = colour_of(row);
  }
  return refined_colours(circuit_graph({&aig, 1}, shape_.edges), std::move(colours), shape_.hops);
}

void CircuitEvaluator::add_to_table(const Aig& aig) {
  const std::vector<uint64_t> all = colours(aig);
  root_table_.add(all, root_labels(aig));
  shared_table_.add(all, shared_labels(aig));
  has_table_ = true;
}

CircuitSetScores CircuitEvaluator::scores(std::span<const uint8_t> labels,
                                          std::span<const uint8_t> predicted,
                                          std::span<const uint64_t> colours,
                                          const ColourTable& table) const {
  CircuitSetScores scores;
  scores.wrong = count_different(labels, predicted);
  ColourTable own;
  own.add(colours, labels);
  scores.unavoidable_wrong = own.wrong(colours, labels);
  if (has_table_) scores.table_wrong = table.wrong(colours, labels);
  return scores;
}

CircuitEvaluation CircuitEvaluator::evaluate(const Aig& aig) const {
  const std::vector<uint8_t> root = root_labels(aig), shared = shared_labels(aig);
  std::vector<uint8_t> predicted_root = root, predicted_shared = shared;
  CircuitPredictor predictor(model_, aig, {.threads = threads_});
  predictor.run([&](int64_t first, MatrixView<const float> rows) {
    for (int64_t i = 0; i < rows.rows; ++i) {
      const auto node = static_cast<size_t>(first + i);
      predicted_root[node] = static_cast<uint8_t>(root_label(rows.row(i)));
      predicted_shared[node] = static_cast<uint8_t>(shared_label(rows.row(i)));
    }
  });
  const std::vector<uint64_t> all = colours(aig);
  CircuitEvaluation evaluation;
  evaluation.nodes = circuit_nodes(aig);
  evaluation.root = scores(root, predicted_root, all, root_table_);
  evaluation.shared = scores(shared, predicted_shared, all, shared_table_);
  const auto gates = [&](const std::vector<uint8_t>& labels) {
    return std::span(labels).subspan(static_cast<size_t>(aig.inputs), aig.ands.size());
  };
  evaluation.root.majority_wrong = majority_wrong(gates(root));
  evaluation.shared.majority_wrong = majority_wrong(gates(shared));
  return evaluation;
}

}  // namespace heddle
