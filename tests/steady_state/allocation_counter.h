// Counts the allocations of the whole process, and tells those of Heddle from those of the
// libraries that allocate on every call (oneDNN, OpenMP).
//
// The executable that links this replaces malloc and its relatives (so operator new too) and mmap.
// An allocation belongs to whoever is nearest on its stack: the executable, which holds all of
// Heddle, or one of those libraries. Needs glibc, and no sanitizer.
#pragma once

#include <cstdint>
#include <string>

namespace heddle::test {

struct AllocationCount {
  int64_t heddle = 0, libraries = 0;
  std::string stacks;  // of Heddle's first ones, for a failure's message
};

// From here to stop_counting() every thread's allocations count. One at a time.
void start_counting();
AllocationCount stop_counting();

}  // namespace heddle::test
