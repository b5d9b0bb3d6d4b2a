// What a model knows of a node before any message.
#pragma once

#include "heddle/circuits/aig.h"

#include <cstdint>
#include <span>

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
// Rows of all nodes of a circuit, in the order of circuit_graph: [circuit_nodes, columns].
void write_features(const Aig& aig, CircuitFeatures features, std::span<float> rows);

}  // namespace heddle
