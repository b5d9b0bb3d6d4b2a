#include "heddle/circuits/learn/circuit_dataset.h"

#include "heddle/base/error.h"
#include "heddle/base/philox.h"
#include "heddle/circuits/functional/functional_labels.h"

#include <algorithm>
#include <array>
#include <utility>

namespace heddle {
namespace {

constexpr std::string_view kPrefix = "circuits:";
constexpr std::string_view kValidate = ";validate=";
constexpr std::string_view kGamoraPreset = ";preset=gamora";
constexpr int64_t kGamoraClasses = 3;  // of each head

void append_structural_labels(const Aig& aig, std::vector<int32_t>& labels) {
  const std::vector<uint8_t> root = root_labels(aig);
  const std::vector<uint8_t> shared = shared_labels(aig);
  for (size_t node = 0; node < root.size(); ++node) {
    const auto root_class = static_cast<RootLabel>(root[node]);
    const auto shared_class = static_cast<SharedLabel>(shared[node]);
    const bool both = shared_class == SharedLabel::kBoth;
    labels.push_back(root_class == RootLabel::kCarry ? 1 : 0);
    labels.push_back(root_class == RootLabel::kSum ? 1 : 0);
    labels.push_back(both || shared_class == SharedLabel::kAdder ? 1 : 0);
    labels.push_back(both || shared_class == SharedLabel::kXor ? 1 : 0);
  }
}

void append_functional_labels(const NamedCircuit& circuit, std::vector<int32_t>& labels) {
  const Aig& golden = circuit.golden ? *circuit.golden : circuit.aig;
  for (const uint8_t label : functional_labels(circuit.aig, golden).labels) {
    labels.push_back((label & kEqualsSum) != 0 ? 1 : 0);
    labels.push_back((label & kEqualsCarry) != 0 ? 1 : 0);
  }
}

// One of three columns is 1.
void append_one_of_three(int32_t chosen, std::vector<int32_t>& labels) {
  for (int32_t c = 0; c < kGamoraClasses; ++c) labels.push_back(c == chosen ? 1 : 0);
}

void append_gamora_labels(const Aig& aig, std::vector<int32_t>& labels) {
  const std::vector<uint8_t> root = root_labels(aig);
  const std::vector<uint8_t> shared = shared_labels(aig);
  for (size_t node = 0; node < root.size(); ++node) {
    const auto root_class = static_cast<RootLabel>(root[node]);
    const auto set = static_cast<SharedLabel>(shared[node]);
    const bool terminal = set == SharedLabel::kInput || set == SharedLabel::kOutput;
    const bool in_xor = set == SharedLabel::kXor || set == SharedLabel::kBoth;
    const bool in_adder = set == SharedLabel::kAdder || set == SharedLabel::kBoth;
    append_one_of_three(terminal ? 0 : in_xor ? 2 : 1, labels);
    append_one_of_three(terminal ? 0 : in_adder ? 2 : 1, labels);
    append_one_of_three(root_class == RootLabel::kCarry ? 1
                        : root_class == RootLabel::kSum ? 2
                                                        : 0,
                        labels);
  }
}

// Four of five rows, at random, are for training.
Split gamora_split(int64_t rows) {
  const RandomStream stream = {.seed = 1};
  Split split;
  for (int64_t row = 0; row < rows; ++row) {
    const bool train = uniform_from_word(stream.word(row, 0)) < 0.8F;
    (train ? split.train : split.validation).push_back(static_cast<int32_t>(row));
  }
  return split;
}

size_t largest_of_three(const float* scores) {
  return static_cast<size_t>(std::max_element(scores, scores + kGamoraClasses) - scores);
}

void append_labels(const NamedCircuit& circuit, CircuitTasks tasks, std::vector<int32_t>& labels) {
  switch (tasks) {
    case CircuitTasks::kStructural:
      return append_structural_labels(circuit.aig, labels);
    case CircuitTasks::kFunctional:
      return append_functional_labels(circuit, labels);
    case CircuitTasks::kGamora:
      return append_gamora_labels(circuit.aig, labels);
  }
}

void append_ands(const Aig& aig, int64_t first_node, std::vector<int32_t>& rows) {
  for (int64_t i = 0; i < static_cast<int64_t>(aig.ands.size()); ++i) {
    rows.push_back(static_cast<int32_t>(first_node + aig.inputs + i));
  }
}

}  // namespace

const std::vector<std::string>& task_names(CircuitTasks tasks) {
  static const std::vector<std::string> structural = {"carry", "sum", "in_adder", "in_xor"};
  static const std::vector<std::string> functional = {"equals_sum", "equals_carry"};
  static const std::vector<std::string> gamora = {"xor_terminal",   "xor_no",     "xor_yes",
                                                  "adder_terminal", "adder_no",   "adder_yes",
                                                  "root_other",     "root_carry", "root_sum"};
  if (tasks == CircuitTasks::kGamora) return gamora;
  return tasks == CircuitTasks::kStructural ? structural : functional;
}

RootLabel root_label(const float* scores) {
  const float carry = scores[0], sum = scores[1];
  if (carry <= 0 && sum <= 0) return RootLabel::kOther;
  return carry > sum ? RootLabel::kCarry : RootLabel::kSum;
}

SharedLabel shared_label(const float* scores) {
  const bool in_adder = scores[2] > 0, in_xor = scores[3] > 0;
  if (in_adder) return in_xor ? SharedLabel::kBoth : SharedLabel::kAdder;
  return in_xor ? SharedLabel::kXor : SharedLabel::kPlain;
}

uint8_t functional_label(const float* scores) {
  return static_cast<uint8_t>((scores[0] > 0 ? kEqualsSum : 0) |
                              (scores[1] > 0 ? kEqualsCarry : 0));
}

RootLabel gamora_root_label(const float* scores) {
  constexpr std::array<RootLabel, kGamoraClasses> kClasses = {RootLabel::kOther, RootLabel::kCarry,
                                                              RootLabel::kSum};
  return kClasses[largest_of_three(scores + 2 * kGamoraClasses)];
}

SharedLabel gamora_shared_label(const float* scores) {
  const bool in_xor = largest_of_three(scores) == 2;
  const bool in_adder = largest_of_three(scores + kGamoraClasses) == 2;
  if (in_adder) return in_xor ? SharedLabel::kBoth : SharedLabel::kAdder;
  return in_xor ? SharedLabel::kXor : SharedLabel::kPlain;
}

Dataset circuit_dataset(std::span<const NamedCircuit> circuits, int64_t validation_from,
                        CircuitTasks tasks, CircuitEdges edges, CircuitFeatures features) {
  Dataset dataset;
  dataset.name = "circuits";
  dataset.title = "adders in circuits";
  CircuitGraphBuilder graph(edges);
  for (const NamedCircuit& circuit : circuits) graph.add(circuit.aig);
  dataset.graph = graph.take();
  dataset.multi_label = true;
  dataset.class_names = task_names(tasks);
  dataset.classes = static_cast<int32_t>(dataset.class_names.size());
  if (tasks == CircuitTasks::kGamora) {
    dataset.class_groups = {{kGamoraClasses, 1.0}, {kGamoraClasses, 1.0}, {kGamoraClasses, 2.0}};
  }
  dataset.splits.resize(1);

  DenseFeatures dense;
  dense.rows = dataset.graph.nodes();
  dense.cols = columns_of(features);
  dense.buffer = Buffer(dense.rows * dense.cols * static_cast<int64_t>(sizeof(float)));

  int64_t node = 0;
  for (size_t c = 0; c < circuits.size(); ++c) {
    const Aig& aig = circuits[c].aig;
    const int64_t rows = circuit_nodes(aig);
    const CircuitFeatureRows feature_rows(aig, features);
    for (int64_t i = 0; i < rows; ++i) feature_rows.write(i, dense.view().row(node + i));
    append_labels(circuits[c], tasks, dataset.labels);
    Split& split = dataset.splits[0];
    append_ands(aig, node,
                static_cast<int64_t>(c) < validation_from ? split.train : split.validation);
    node += rows;
  }
  if (tasks == CircuitTasks::kGamora && validation_from == std::ssize(circuits)) {
    dataset.splits[0] = gamora_split(node);
  }
  dataset.features = std::move(dense);
  return dataset;
}

bool is_circuit_data(std::string_view text) { return text.starts_with(kPrefix); }

std::string_view circuit_items(std::string_view text) {
  check(is_circuit_data(text), "circuit_items: the text names circuits");
  return text.substr(kPrefix.size());
}

Dataset read_circuit_data(std::string_view text) {
  const bool gamora = text.ends_with(kGamoraPreset);
  if (gamora) text.remove_suffix(kGamoraPreset.size());
  std::string_view training = circuit_items(text), validation;
  const size_t separator = training.find(kValidate);
  if (separator != std::string_view::npos) {
    validation = training.substr(separator + kValidate.size());
    training = training.substr(0, separator);
  }
  std::vector<NamedCircuit> circuits = read_circuit_list(training);
  const int64_t validation_from = std::ssize(circuits);
  if (separator != std::string_view::npos) {
    for (NamedCircuit& circuit : read_circuit_list(validation)) {
      circuits.push_back(std::move(circuit));
    }
  }
  if (gamora) {
    return circuit_dataset(circuits, validation_from, CircuitTasks::kGamora, CircuitEdges::kUntyped,
                           CircuitFeatures::kGamora);
  }
  const bool functional = std::any_of(circuits.begin(), circuits.end(),
                                      [](const NamedCircuit& c) { return c.golden.has_value(); });
  return circuit_dataset(circuits, validation_from,
                         functional ? CircuitTasks::kFunctional : CircuitTasks::kStructural,
                         CircuitEdges::kFaninsAndReaders, CircuitFeatures::kFanouts);
}

}  // namespace heddle
