// The models of this room: message passing that knows inverters.
#pragma once

#include "heddle/nn/model_definition.h"

namespace heddle {

// A relational stack with a weight matrix for each relation of circuit_graph, layer normalisation
// and a linear layer at its end; config.layers counts the layers that send messages.
const ModelDefinition& circuit_model();

}  // namespace heddle
