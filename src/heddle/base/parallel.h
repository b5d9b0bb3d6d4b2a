// The only OpenMP loop of the library.
#pragma once

#include <cstdint>

namespace heddle {

// Calls task(i) for every i in [0, count) on at most `threads` threads; which thread runs which i
// is open, so a task must own what it writes and must not throw. How work is cut into tasks never
// depends on `threads`: that is what keeps the bits of a result the same.
template <class Task>
void parallel_for(int threads, int64_t count, const Task& task) {
  if (threads <= 1 || count <= 1) {
    for (int64_t i = 0; i < count; ++i) task(i);
    return;
  }
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
  for (int64_t i = 0; i < count; ++i) task(i);
}

// Calls task(begin, end) for consecutive ranges of `grain` items that cover [0, count).
template <class Task>
void parallel_ranges(int threads, int64_t count, int64_t grain, const Task& task) {
  parallel_for(threads, (count + grain - 1) / grain, [&](int64_t i) {
    const int64_t begin = i * grain;
    task(begin, begin + grain < count ? begin + grain : count);
  });
}

}  // namespace heddle
