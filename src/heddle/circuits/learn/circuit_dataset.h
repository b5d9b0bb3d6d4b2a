// Circuits with their labels as a data set that models learn from.
#pragma once

#include "heddle/circuits/labels.h"
#include "heddle/circuits/learn/circuit_features.h"
#include "heddle/circuits/learn/circuit_graph.h"
#include "heddle/circuits/learn/circuit_list.h"
#include "heddle/data/dataset.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

// What is asked of every AND, each by its own column of 0 and 1.
enum class CircuitTasks : uint8_t {
  kStructural,  // carry and sum, of the root classes; in_adder and in_xor, GAMORA's sets (labels.h)
  kFunctional,  // equals_sum and equals_carry, of a golden circuit (functional_labels.h)
  // GAMORA's three heads of three classes: is it in the XOR set (terminal, no, yes), is it in the
  // adder set (likewise), is it a root (other, carry, sum).
  kGamora,
};
const std::vector<std::string>& task_names(CircuitTasks tasks);

// The classes that scores of the tasks say: a task says yes above 0.
RootLabel root_label(const float* scores);
SharedLabel shared_label(const float* scores);
uint8_t functional_label(const float* scores);  // kEqualsSum | kEqualsCarry
// The same of scores of kGamora.
RootLabel gamora_root_label(const float* scores);
SharedLabel gamora_shared_label(const float* scores);

// Rows are the nodes of circuit_graph. ANDs of the first `validation_from` circuits are trained on,
// those of the others validated; inputs and outputs are what they are, and belong to no split.
// kFunctional: a circuit that states no golden one is its own. kGamora: four of five nodes of all
// kinds are trained on and the others validated, if validation_from is the number of circuits.
Dataset circuit_dataset(std::span<const NamedCircuit> circuits, int64_t validation_from,
                        CircuitTasks tasks, CircuitEdges edges, CircuitFeatures features);

// "circuits:ITEMS", perhaps with ";validate=ITEMS" behind it, with items as in read_circuit_list:
// as the model "circuit" takes them; functional tasks if any item states a golden circuit. With
// ";preset=gamora" at its end: as GAMORA has features, edges and heads. Throws InvalidArgument;
// what readers throw.
bool is_circuit_data(std::string_view text);
std::string_view circuit_items(std::string_view text);  // what is behind "circuits:"
Dataset read_circuit_data(std::string_view text);

}  // namespace heddle
