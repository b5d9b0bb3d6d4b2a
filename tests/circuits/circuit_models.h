// Models of circuits for tests.
#pragma once

#include "heddle/circuits/aig.h"
#include "heddle/circuits/learn/circuit_features.h"
#include "heddle/circuits/learn/circuit_graph.h"
#include "heddle/circuits/learn/circuit_list.h"
#include "heddle/train/predictor.h"

#include <cstdint>
#include <span>
#include <vector>

namespace heddle::test {

// Scores of a model of structural tasks.
inline constexpr int64_t kTasks = 4;

// Without names.
std::vector<NamedCircuit> named_circuits(std::span<const Aig> circuits);

struct CircuitModelOptions {
  CircuitTasks tasks = CircuitTasks::kStructural;
  CircuitEdges edges = CircuitEdges::kFaninsAndReaders;
  CircuitFeatures features = CircuitFeatures::kFanouts;
  int64_t layers = 3, hidden = 8;
  int64_t epochs = 1;  // so few only move the weights away from where they were
};

// Trained on the circuits with the recipe of circuits; the same weights whenever it is asked for.
LoadedModel trained_circuit_model(std::span<const Aig> circuits,
                                  const CircuitModelOptions& options);

// One that learnt little, of small multipliers.
LoadedModel any_circuit_model(const CircuitModelOptions& options = {});

// Scores of the ANDs of a circuit, row by row, with the whole circuit as one graph.
std::vector<float> whole_circuit_scores(const LoadedModel& model, const Aig& aig, int threads = 1);

}  // namespace heddle::test
