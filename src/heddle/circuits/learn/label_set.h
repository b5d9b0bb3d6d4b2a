// The sets of classes by name: exact, and as a model's scores say.
#pragma once

#include "heddle/circuits/learn/circuit_dataset.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

enum class LabelSet : uint8_t { kRoot, kShared, kFunctional };

inline constexpr std::array<std::string_view, 3> kLabelSetNames = {"root", "shared", "functional"};
// By one of these names.
LabelSet label_set(std::string_view name);

// Of the classes, by value: "output", "carry", ...
std::span<const std::string_view> class_names(LabelSet set);
// Whether a model that was trained on these tasks says the classes of the set.
bool tells(CircuitTasks tasks, LabelSet set);

// One for each variable from 1 on, then one for each output. `golden` is for kFunctional alone, and
// null if it is the circuit itself. Throws as root_labels, shared_labels, functional_labels.
std::vector<uint8_t> exact_labels(LabelSet set, const Aig& aig, const Aig* golden);

// The same by a model, gate by gate in any order; inputs and outputs are known.
class PredictedLabels {
 public:
  PredictedLabels(LabelSet set, CircuitTasks tasks, const Aig& aig);  // borrows the circuit

  // `scores` of the tasks of the node, an AND.
  void set_gate(int64_t node, const float* scores);
  // Once all gates are set. An output is functionally what drives it.
  std::vector<uint8_t> take();

 private:
  LabelSet set_;
  CircuitTasks tasks_;
  const Aig& aig_;
  std::vector<uint8_t> labels_;
};

}  // namespace heddle
