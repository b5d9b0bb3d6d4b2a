// Which weights of edges are the normalisation of a graph convolution.
#pragma once

#include "heddle/ir/program.h"

namespace heddle {

// The gcn_norm that makes `weights`, if it is that of `adjacency` or of its transpose, in which it
// is the same; else null.
const Node* norm_of_edges(const Program& program, Value adjacency, Value weights);

}  // namespace heddle
