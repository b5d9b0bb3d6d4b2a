#include "heddle/circuits/learn/label_set.h"

#include "heddle/base/error.h"
#include "heddle/circuits/functional/functional_labels.h"
#include "heddle/circuits/labels.h"

#include <algorithm>
#include <utility>

namespace heddle {
namespace {

constexpr std::array<std::string_view, 4> kFunctionalNames = {"other", "sum", "carry", "both"};

uint8_t gate_label(LabelSet set, CircuitTasks tasks, const float* scores) {
  const bool gamora = tasks == CircuitTasks::kGamora;
  switch (set) {
    case LabelSet::kRoot:
      return static_cast<uint8_t>(gamora ? gamora_root_label(scores) : root_label(scores));
    case LabelSet::kShared:
      return static_cast<uint8_t>(gamora ? gamora_shared_label(scores) : shared_label(scores));
    case LabelSet::kFunctional:
      break;
  }
  return functional_label(scores);
}

uint8_t input_label(LabelSet set) {
  if (set == LabelSet::kFunctional) return 0;
  return set == LabelSet::kRoot ? static_cast<uint8_t>(RootLabel::kInput)
                                : static_cast<uint8_t>(SharedLabel::kInput);
}

}  // namespace

LabelSet label_set(std::string_view name) {
  const auto found = std::find(kLabelSetNames.begin(), kLabelSetNames.end(), name);
  require(found != kLabelSetNames.end(), "label set '{}', need root, shared or functional", name);
  return static_cast<LabelSet>(found - kLabelSetNames.begin());
}

std::span<const std::string_view> class_names(LabelSet set) {
  if (set == LabelSet::kFunctional) return kFunctionalNames;
  return set == LabelSet::kRoot ? root_label_names() : shared_label_names();
}

bool tells(CircuitTasks tasks, LabelSet set) {
  return (tasks == CircuitTasks::kFunctional) == (set == LabelSet::kFunctional);
}

std::vector<uint8_t> exact_labels(LabelSet set, const Aig& aig, const Aig* golden) {
  if (set == LabelSet::kFunctional) {
    return functional_labels(aig, golden == nullptr ? aig : *golden).labels;
  }
  return set == LabelSet::kRoot ? root_labels(aig) : shared_labels(aig);
}

// Outputs are class 0 of the structural sets.
PredictedLabels::PredictedLabels(LabelSet set, CircuitTasks tasks, const Aig& aig)
    : set_(set), tasks_(tasks), aig_(aig), labels_(static_cast<size_t>(circuit_nodes(aig))) {
  std::fill_n(labels_.begin(), aig.inputs, input_label(set));
}

void PredictedLabels::set_gate(int64_t node, const float* scores) {
  labels_[static_cast<size_t>(node)] = gate_label(set_, tasks_, scores);
}

std::vector<uint8_t> PredictedLabels::take() {
  if (set_ == LabelSet::kFunctional) {
    auto label = labels_.begin() + aig_.variables() - 1;
    for (const Literal output : aig_.outputs) {
      const uint32_t variable = variable_of(output);
      *label++ = variable == 0 ? uint8_t{0} : labels_[variable - 1];
    }
  }
  return std::move(labels_);
}

}  // namespace heddle
