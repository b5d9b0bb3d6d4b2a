// Zachary's karate club: 34 members, 78 friendships, and the two clubs into which it split.
// W. W. Zachary: "An Information Flow Model for Conflict and Fission in Small Groups",
// Journal of Anthropological Research 33 (1977).
#pragma once

#include "heddle/graph/graph.h"

#include <cstdint>
#include <vector>

namespace heddle {

// Undirected, both directions in the graph. Node 0 is the instructor, node 33 the club's president.
Graph karate_graph();

// Which club a member joined: 0 the instructor's, 1 the president's.
std::vector<int32_t> karate_clubs();

}  // namespace heddle
