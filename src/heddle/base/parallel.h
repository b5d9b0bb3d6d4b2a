// The only OpenMP loops of the library.
#pragma once

#include <cstdint>
#include <omp.h>

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

// As parallel_for, for tasks that call a library with OpenMP loops of its own: those run on the
// calling thread alone, whatever `threads` is, so they cannot cut their work by its number. Calls
// task(i, slot) with slot in [0, threads); tasks that run at the same time have different slots.
template <class Task>
void parallel_for_library_calls(int threads, int64_t count, const Task& task) {
  const int team = static_cast<int64_t>(threads) < count ? threads : static_cast<int>(count);
#pragma omp parallel num_threads(team < 1 ? 1 : team)
  {
    // A region of one thread does not count as parallel; the number set here ends with the region.
    omp_set_num_threads(1);
#pragma omp for schedule(dynamic, 1)
    for (int64_t i = 0; i < count; ++i) task(i, omp_get_thread_num());
  }
}

}  // namespace heddle
