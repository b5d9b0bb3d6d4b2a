// Undirected graphs: every edge stands in both directions.
#pragma once

#include "heddle/graph/graph.h"

#include <cstdint>
#include <vector>

namespace heddle {

// Appends b -> a, with the same weight, for every a -> b with a != b; self loops stay single.
void append_reverse_edges(Relation& relation);

// The number of edges a -> b, a != b, whose reverse b -> a occurs less often, by comparing sorted
// copies: O(E log E) time, 8 bytes per edge.
int64_t count_asymmetric_edges(const Relation& relation);

}  // namespace heddle
