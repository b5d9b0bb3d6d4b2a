#include "heddle/graph/row_schedule.h"

#include <algorithm>

namespace heddle {
namespace {

// A row is split only where that leaves at least two full pieces.
constexpr int64_t kSplitAbove = 2 * kEntriesPerTask;

}  // namespace

// Every piece but the last of a split row is full, and a split row has at least two full pieces.
int64_t max_slots(int64_t entries) {
  return entries <= kSplitAbove ? 0 : entries / kEntriesPerTask + entries / kSplitAbove;
}

void RowSchedule::reserve(int64_t rows, int64_t entries) {
  tasks.reserve(
      static_cast<size_t>((rows + entries) / (kEntriesPerTask / 2) + 2 + 2 * max_slots(entries)));
  split_rows.reserve(static_cast<size_t>(entries / kSplitAbove + 1));
}

void RowSchedule::assign(std::span<const int64_t> row_offsets) {
  tasks.clear();
  split_rows.clear();
  const auto rows = static_cast<int64_t>(row_offsets.size()) - 1;
  int64_t slot = 0;
  for (int64_t begin = 0; begin < rows;) {
    const int64_t first_entry = row_offsets[static_cast<size_t>(begin)];
    const int64_t first_end = row_offsets[static_cast<size_t>(begin) + 1];
    if (first_end - first_entry > kSplitAbove) {
      const int64_t first_slot = slot;
      for (int64_t e = first_entry; e < first_end; e += kEntriesPerTask) {
        tasks.push_back({begin, begin + 1, e, std::min(e + kEntriesPerTask, first_end), slot++});
      }
      split_rows.push_back({begin, first_slot, slot});
      ++begin;
      continue;
    }
    int64_t end = begin + 1;
    while (end < rows) {
      const int64_t entries_after = row_offsets[static_cast<size_t>(end) + 1] - first_entry;
      if (entries_after + (end + 1 - begin) > kEntriesPerTask) break;
      ++end;
    }
    tasks.push_back({begin, end, first_entry, row_offsets[static_cast<size_t>(end)], -1});
    begin = end;
  }
}

}  // namespace heddle
