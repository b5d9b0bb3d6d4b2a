// Where ranges of memory lie of which it is known when each is needed.
#pragma once

#include <cstdint>
#include <vector>

namespace heddle {

struct ArenaRange {
  int64_t bytes = 0;            // a multiple of kAlignment (plan.h), not 0
  int32_t first = 0, last = 0;  // steps between which nothing else may lie there, both included
};

struct ArenaPacking {
  std::vector<int64_t> offsets;  // of the ranges
  int64_t bytes = 0;             // of the arena
};

// Ranges must be in the order of their first steps.

// As they come: the smallest hole that is large enough. O(n log n).
ArenaPacking pack_in_order(const std::vector<ArenaRange>& ranges);
// The largest first, each in the lowest gap between those that are needed at the same time: large
// ranges do not find small ones in their way. O(n^2).
ArenaPacking pack_by_size(const std::vector<ArenaRange>& ranges);

// The smaller of the two; the first alone where the second would take seconds.
ArenaPacking pack_arena(const std::vector<ArenaRange>& ranges);

}  // namespace heddle
