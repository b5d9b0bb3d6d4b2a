// What a model knows of a node before any message.
#pragma once

#include "heddle/circuits/aig.h"

#include <cstdint>
#include <vector>

namespace heddle {

// Nothing here looks further than a node's own fan-ins and readers: no cuts, no functions.
enum class CircuitFeatures : uint8_t {
  // GAMORA's four columns: inputs 0 0 0 0; ANDs 1 1 and, for fan-in 0 and 1, whether it is
  // inverted; outputs 0 0 1 1.
  kGamora,
  // Twelve columns of 0 and 1. Which kind: input, AND, output. Of ANDs, how many gates read it (0,
  // 1, 2, 3 or more), how many of them inverted (likewise), and whether an output does.
  kFanouts,
};

int64_t columns_of(CircuitFeatures features);

// The rows of a circuit's nodes, in the order of circuit_graph, made when they are asked for: it
// keeps a byte per node.
class CircuitFeatureRows {
 public:
  CircuitFeatureRows(const Aig& aig, CircuitFeatures features);  // borrows the circuit

  int64_t columns() const { return columns_of(features_); }
  void write(int64_t node, float* row) const;

 private:
  void write_gamora(int64_t node, float* row) const;
  void write_fanouts(int64_t node, float* row) const;
  void count_reads();

  const Aig& aig_;
  CircuitFeatures features_;
  std::vector<uint8_t> reads_;  // [variables], kFanouts: two counts up to 3 and a flag
};

}  // namespace heddle
