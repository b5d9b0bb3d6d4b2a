// How the rows of a CSR structure are cut into tasks of about equal work.
//
// The cut depends on the structure alone, never on the number of threads, so a kernel that adds
// in task order gives the same bits on every run. A row with very many entries (a hub) is split
// into pieces; each piece leaves a partial sum in its own slot, and the slots of a row are added
// in order afterwards.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace heddle {

// Work of one task, in entries plus rows. Small enough that hubs do not hold up the others.
inline constexpr int64_t kEntriesPerTask = 8192;

// Whole rows [row_begin, row_end), or, if slot >= 0, one piece of the single row row_begin.
struct RowTask {
  int64_t row_begin, row_end;
  int64_t entry_begin, entry_end;
  int64_t slot;  // -1: whole rows
};

// The pieces of `row` left their sums in slots [slot_begin, slot_end).
struct SplitRow {
  int64_t row;
  int64_t slot_begin, slot_end;
};

struct RowSchedule {
  std::vector<RowTask> tasks;
  std::vector<SplitRow> split_rows;

  int64_t slots() const { return split_rows.empty() ? 0 : split_rows.back().slot_end; }
  void reserve(int64_t rows, int64_t entries);  // so that a later assign of this size is free
  // Cuts the rows described by row_offsets [rows + 1].
  void assign(std::span<const int64_t> row_offsets);
};

// An upper bound of RowSchedule::slots() for every structure with that many entries.
int64_t max_slots(int64_t entries);

}  // namespace heddle
