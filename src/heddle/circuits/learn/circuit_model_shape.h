// What a trained model wants to be told of a circuit.
#pragma once

#include "heddle/circuits/learn/circuit_dataset.h"
#include "heddle/train/model_file.h"

#include <cstdint>

namespace heddle {

struct CircuitModelShape {
  CircuitTasks tasks = CircuitTasks::kStructural;  // what its scores are
  CircuitFeatures features = CircuitFeatures::kFanouts;
  CircuitEdges edges = CircuitEdges::kFaninsAndReaders;
  int64_t hops = 0;  // layers of messages: as far as a node's scores depend on others
};

// By the inputs that its Program declares. Throws InvalidArgument if they are not a circuit's,
// Unsupported if the model cannot say of a part of a circuit what it says of the whole.
CircuitModelShape circuit_model_shape(const ModelFile& model);

}  // namespace heddle
