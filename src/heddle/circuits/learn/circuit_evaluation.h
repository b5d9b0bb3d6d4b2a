// How a model does on a circuit, and what that is to be compared with.
#pragma once

#include "heddle/circuits/learn/circuit_list.h"
#include "heddle/circuits/learn/circuit_model_shape.h"
#include "heddle/circuits/learn/colour_refinement.h"
#include "heddle/circuits/learn/label_set.h"
#include "heddle/train/predictor.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace heddle {

// Numbers of ANDs: what inputs and outputs are is known without a model or a table.
struct CircuitSetScores {
  LabelSet set = LabelSet::kRoot;
  int64_t wrong = 0;                   // by the model
  int64_t majority_wrong = 0;          // if every AND had the most frequent class of ANDs
  int64_t unavoidable_wrong = 0;       // by any model of as many layers over these relations
  std::optional<int64_t> table_wrong;  // by a table of colours of other circuits
  // kFunctional: if the sums and carries that cuts find were all, and no others; and the areas
  // under the ROC curves of the scores of equals_sum and equals_carry.
  std::optional<int64_t> cuts_wrong;
  std::vector<double> areas;
};

struct CircuitEvaluation {
  int64_t nodes = 0;
  std::vector<CircuitSetScores> sets;  // root and shared, or functional
};

class CircuitEvaluator {
 public:
  // Borrows the model. Throws InvalidArgument if it is not one of circuits.
  CircuitEvaluator(const LoadedModel& model, int threads);

  // Puts the colours of a circuit's ANDs and their classes into the tables.
  void add_to_table(const NamedCircuit& circuit);
  CircuitEvaluation evaluate(const NamedCircuit& circuit) const;

 private:
  std::vector<LabelSet> sets() const;
  std::vector<uint64_t> colours(const Aig& aig) const;  // of all nodes
  // [nodes, tasks] of the model; 0 for inputs and outputs.
  std::vector<float> scores(const Aig& aig) const;

  const LoadedModel& model_;
  CircuitModelShape shape_;
  int threads_;
  bool has_tables_ = false;
  std::array<ColourTable, kLabelSetNames.size()> tables_;  // by set
};

}  // namespace heddle
