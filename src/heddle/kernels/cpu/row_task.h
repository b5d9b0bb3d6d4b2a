// The rows of a task, whole or in pieces.
#pragma once

#include "heddle/base/parallel.h"
#include "heddle/graph/adjacency.h"

#include <cstddef>
#include <cstdint>

namespace heddle::cpu {

// Calls body(row, first entry, end of entries): every row of the task, or the one piece it is.
template <class Body>
inline void for_each_row(const AdjacencyView& a, const RowTask& task, const Body& body) {
  if (task.slot >= 0) return body(task.row_begin, task.entry_begin, task.entry_end);
  for (int64_t row = task.row_begin; row < task.row_end; ++row) {
    body(row, a.row_offsets[row], a.row_offsets[row + 1]);
  }
}

// Calls body(task) for all tasks, at most `threads` at a time.
template <class Body>
inline void for_each_task(const AdjacencyView& a, int threads, const Body& body) {
  const auto& tasks = a.schedule->tasks;
  parallel_for(threads, static_cast<int64_t>(tasks.size()),
               [&](int64_t i) { body(tasks[static_cast<size_t>(i)]); });
}

// Calls body(split row) for all rows that were cut into pieces.
template <class Body>
inline void for_each_split_row(const AdjacencyView& a, int threads, const Body& body) {
  const auto& rows = a.schedule->split_rows;
  parallel_for(threads, static_cast<int64_t>(rows.size()),
               [&](int64_t i) { body(rows[static_cast<size_t>(i)]); });
}

// Sums of the pieces of rows that were cut: [slots, cols].
class RowSlots {
 public:
  // `memory` begins on a cache line.
  RowSlots(std::byte* memory, int64_t cols)
      : sums_(reinterpret_cast<float*>(memory)), cols_(cols) {}

  float* of(int64_t slot) const { return sums_ + slot * cols_; }
  // Adds those of all pieces of a row to those of its first, in order, and gives these.
  float* merge(const SplitRow& split) const {
    float* first = of(split.slot_begin);
    for (int64_t s = split.slot_begin + 1; s < split.slot_end; ++s) {
      const float* piece = of(s);
      for (int64_t c = 0; c < cols_; ++c) first[c] += piece[c];
    }
    return first;
  }

 private:
  float* sums_;
  int64_t cols_;
};

// Calls sum.sum_row(row, first entry, end of entries, slot or -1) for all rows and pieces, then
// sum.merge(split row) for the rows that were cut.
template <class Sum>
inline void sum_all_rows(const AdjacencyView& a, int threads, const Sum& sum) {
  for_each_task(a, threads, [&](const RowTask& task) {
    for_each_row(a, task, [&](int64_t row, int64_t begin, int64_t end) {
      sum.sum_row(row, begin, end, task.slot);
    });
  });
  for_each_split_row(a, threads, [&](const SplitRow& split) { sum.merge(split); });
}

}  // namespace heddle::cpu
