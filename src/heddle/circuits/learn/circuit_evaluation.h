// How a model does on a circuit, and what that is to be compared with.
#pragma once

#include "heddle/circuits/aig.h"
#include "heddle/circuits/learn/circuit_list.h"
#include "heddle/circuits/learn/circuit_model_shape.h"
#include "heddle/circuits/learn/colour_refinement.h"
#include "heddle/train/predictor.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace heddle {

// Numbers of nodes, of all nodes: inputs and outputs are known, and always right.
struct CircuitSetScores {
  int64_t wrong = 0;              // by the model
  int64_t majority_wrong = 0;     // if every AND had the most frequent class of ANDs
  int64_t unavoidable_wrong = 0;  // by any model of as many layers over these relations
  std::optional<int64_t> table_wrong;  // by a table of colours of other circuits
};

struct CircuitEvaluation {
  int64_t nodes = 0;
  CircuitSetScores root, shared;
};

class CircuitEvaluator {
 public:
  // Borrows the model. Throws InvalidArgument if it is not one of circuits.
  CircuitEvaluator(const LoadedModel& model, int threads);

  // Puts the colours of a circuit's nodes and their classes into the tables.
  void add_to_table(const Aig& aig);
  CircuitEvaluation evaluate(const Aig& aig) const;

 private:
  std::vector<uint64_t> colours(const Aig& aig) const;
  // Of one set: exact, predicted, and colours of all nodes.
  CircuitSetScores scores(std::span<const uint8_t> labels, std::span<const uint8_t> predicted,
                          std::span<const uint64_t> colours, const ColourTable& table) const;

  const LoadedModel& model_;
  CircuitModelShape shape_;
  int threads_;
  bool has_table_ = false;
  ColourTable root_table_, shared_table_;
};

}  // namespace heddle
