#include "heddle/circuits/learn/circuit_evaluation.h"

#include "heddle/circuits/functional/functional_labels.h"
#include "heddle/circuits/labels.h"
#include "heddle/circuits/learn/predict_circuit.h"
#include "heddle/train/metrics.h"

#include <algorithm>
#include <cstring>
#include <utility>

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

// The part of a number per node that belongs to ANDs.
template <class T>
std::span<const T> gates_of(const Aig& aig, const std::vector<T>& of_nodes) {
  return std::span(of_nodes).subspan(static_cast<size_t>(aig.inputs), aig.ands.size());
}

const Aig& golden_of(const NamedCircuit& circuit) {
  return circuit.golden ? *circuit.golden : circuit.aig;
}

std::vector<uint8_t> predicted_labels(LabelSet set, CircuitTasks tasks, const Aig& aig,
                                      std::span<const float> scores) {
  const size_t columns = task_names(tasks).size();
  PredictedLabels predicted(set, tasks, aig);
  for (int64_t node = aig.inputs; node < aig.variables() - 1; ++node) {
    predicted.set_gate(node, scores.data() + static_cast<size_t>(node) * columns);
  }
  return predicted.take();
}

// What cuts find is taken for all that there is; of ANDs.
std::vector<uint8_t> functional_by_cuts(const Aig& aig) {
  std::vector<uint8_t> labels = root_labels(aig);
  for (uint8_t& label : labels) {
    const auto root = static_cast<RootLabel>(label);
    label = root == RootLabel::kSum ? kEqualsSum : root == RootLabel::kCarry ? kEqualsCarry : 0;
  }
  return labels;
}

// Over the ANDs.
double area_of(const Aig& aig, std::span<const float> scores, size_t task, size_t tasks,
               std::span<const uint8_t> labels, uint8_t bit) {
  std::vector<double> values;
  std::vector<bool> positive;
  for (int64_t i = aig.inputs; i < aig.variables() - 1; ++i) {
    const auto node = static_cast<size_t>(i);
    values.push_back(scores[node * tasks + task]);
    positive.push_back((labels[node] & bit) != 0);
  }
  return roc_auc(values, positive);
}

}  // namespace

CircuitEvaluator::CircuitEvaluator(const LoadedModel& model, int threads)
    : model_(model), shape_(circuit_model_shape(model.model)), threads_(threads) {}

std::vector<LabelSet> CircuitEvaluator::sets() const {
  if (shape_.tasks == CircuitTasks::kFunctional) return {LabelSet::kFunctional};
  return {LabelSet::kRoot, LabelSet::kShared};
}

std::vector<uint64_t> CircuitEvaluator::colours(const Aig& aig) const {
  const CircuitFeatureRows rows(aig, shape_.features);
  std::vector<float> row(static_cast<size_t>(rows.columns()));
  std::vector<uint64_t> colours(static_cast<size_t>(circuit_nodes(aig)));
  for (size_t node = 0; node < colours.size(); ++node) {
    rows.write(static_cast<int64_t>(node), row.data());
    colours[node] = colour_of(row);
  }
  return refined_colours(circuit_graph(aig, shape_.edges), std::move(colours), shape_.hops);
}

std::vector<float> CircuitEvaluator::scores(const Aig& aig) const {
  const size_t tasks = task_names(shape_.tasks).size();
  std::vector<float> scores(static_cast<size_t>(circuit_nodes(aig)) * tasks);
  CircuitPredictor predictor(model_, aig, {.threads = threads_});
  predictor.run([&](int64_t first, MatrixView<const float> rows) {
    for (int64_t i = 0; i < rows.rows; ++i) {
      std::copy_n(rows.row(i), tasks, scores.data() + static_cast<size_t>(first + i) * tasks);
    }
  });
  return scores;
}

void CircuitEvaluator::add_to_table(const NamedCircuit& circuit) {
  const std::vector<uint64_t> all = colours(circuit.aig);
  for (const LabelSet set : sets()) {
    const std::vector<uint8_t> labels = exact_labels(set, circuit.aig, &golden_of(circuit));
    tables_[static_cast<size_t>(set)].add(gates_of(circuit.aig, all),
                                          gates_of(circuit.aig, labels));
  }
  has_tables_ = true;
}

CircuitEvaluation CircuitEvaluator::evaluate(const NamedCircuit& circuit) const {
  const Aig& aig = circuit.aig;
  const std::vector<uint64_t> node_colours = colours(aig);
  const std::span<const uint64_t> gate_colours = gates_of(aig, node_colours);
  const std::vector<float> all_scores = scores(aig);
  const size_t tasks = task_names(shape_.tasks).size();
  CircuitEvaluation evaluation;
  evaluation.nodes = circuit_nodes(aig);
  for (const LabelSet set : sets()) {
    const std::vector<uint8_t> node_labels = exact_labels(set, aig, &golden_of(circuit));
    const std::span<const uint8_t> labels = gates_of(aig, node_labels);
    const std::vector<uint8_t> predicted = predicted_labels(set, shape_.tasks, aig, all_scores);
    CircuitSetScores result;
    result.set = set;
    result.wrong = count_different(labels, gates_of(aig, predicted));
    result.majority_wrong = majority_wrong(labels);
    ColourTable own;
    own.add(gate_colours, labels);
    result.unavoidable_wrong = own.wrong(gate_colours, labels);
    if (has_tables_) {
      result.table_wrong = tables_[static_cast<size_t>(set)].wrong(gate_colours, labels);
    }
    if (set == LabelSet::kFunctional) {
      const std::vector<uint8_t> by_cuts = functional_by_cuts(aig);
      result.cuts_wrong = count_different(labels, gates_of(aig, by_cuts));
      result.areas = {area_of(aig, all_scores, 0, tasks, node_labels, kEqualsSum),
                      area_of(aig, all_scores, 1, tasks, node_labels, kEqualsCarry)};
    }
    evaluation.sets.push_back(std::move(result));
  }
  return evaluation;
}

}  // namespace heddle
