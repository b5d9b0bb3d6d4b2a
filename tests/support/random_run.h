// Random inputs, adjacencies and weights that fit a Program, and its results on them.
#pragma once

#include "heddle/graph/adjacency.h"
#include "heddle/ir/program.h"
#include "heddle/runtime/bindings.h"
#include "heddle/runtime/interpreter.h"
#include "heddle/runtime/state.h"
#include "heddle/tensor/buffer.h"

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace heddle::test {

// Numbers depend on the seed and on the names and types of inputs alone, so two Programs with the
// same inputs get the same. Graphs are directed, with self loops, duplicate edges, a hub and rows
// without edges; one-column matrices (weights, targets) are in [0.5, 1.5), others in [-1, 1),
// integers in {0, 1, 2}. Symbolic spaces get half of their bound.
class RandomInputs {
 public:
  RandomInputs(const Program& program, uint64_t seed);

  const Bindings& bindings() const { return bindings_; }
  // The stored numbers of a dense floating input, to be changed between runs.
  Buffer& buffer(const std::string& input) { return buffers_.at(input); }

 private:
  void add_input(const Program& program, const Node& node, uint64_t seed);
  void add_csr(const Type& type, const std::string& name, uint64_t seed);
  void add_adjacency(const Program& program, const Node& node, uint64_t seed);

  Bindings bindings_;
  std::map<std::string, Buffer> buffers_;
  std::deque<Adjacency> adjacencies_;
};

// Every slot filled with random numbers, whatever its initialiser. Counters are 3; statistics and
// second moments are positive.
State random_state(const Program& program, uint64_t seed);

// Outputs and updated slots of one run on the reference kernels, as doubles, by name.
using Results = std::map<std::string, std::vector<double>>;
Results interpret(const Program& program, const Bindings& bindings, State& state);
// The same on inputs and weights of its own.
Results interpret(const Program& program, uint64_t seed);

// "" if names agree and every number is within `tolerance` * max(1, largest of its value).
std::string difference(const Results& expected, const Results& actual, double tolerance);

// Elements of a dense value as doubles, row by row.
std::vector<double> elements(const OperandView& view);

}  // namespace heddle::test
