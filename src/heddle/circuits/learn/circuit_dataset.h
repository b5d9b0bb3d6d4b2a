// Circuits with their labels as a data set that models learn from.
#pragma once

#include "heddle/circuits/aig.h"
#include "heddle/circuits/labels.h"
#include "heddle/circuits/learn/circuit_features.h"
#include "heddle/circuits/learn/circuit_graph.h"
#include "heddle/data/dataset.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

// What is asked of every AND, each by its own column of 0 and 1. The first two are the root
// classes, the others GAMORA's sets of "shared" (labels.h).
enum class CircuitTask : uint8_t { kCarry, kSum, kInAdder, kInXor };
inline constexpr int64_t kCircuitTasks = 4;
const std::vector<std::string>& circuit_task_names();

// The classes that scores of the tasks say: a task says yes above 0.
RootLabel root_label(const float* scores);
SharedLabel shared_label(const float* scores);

// Rows are the nodes of circuit_graph. ANDs of the first `validation_from` circuits are trained on,
// those of the others validated; inputs and outputs are what they are, and belong to no split.
Dataset circuit_dataset(std::span<const Aig> circuits, int64_t validation_from, CircuitEdges edges,
                        CircuitFeatures features);

// "circuits:ITEMS" or "circuits:ITEMS;validate=ITEMS", with items as in read_circuit_list: as the
// model "circuit" takes them. Throws InvalidArgument; what readers throw.
bool is_circuit_data(std::string_view text);
Dataset read_circuit_data(std::string_view text);

}  // namespace heddle
