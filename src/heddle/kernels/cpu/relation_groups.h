// Runs of edges (those of one row and relation), relation by relation, in groups that are tasks of
// about equal size. The groups depend on the adjacency alone.
#pragma once

#include "heddle/graph/adjacency.h"
#include "heddle/kernels/cpu/prefetch.h"
#include "heddle/kernels/cpu/workspace_layout.h"

#include <cstdint>

namespace heddle::cpu {

// Over all relations there are at most so many groups beside the first one of each relation.
inline constexpr int64_t kMaxExtraGroups = 32;

// Runs [begin, end) in the order of row_run().
struct RunGroup {
  int64_t relation, begin, end;
  int64_t part;  // -1: the first group of its relation; else counts the others, from 0
};

struct RowRun {
  int64_t row, begin, end;  // entries
};

// Run `index` in relation order. Without segments (one relation) every row is a run.
inline RowRun row_run(const AdjacencyView& a, int64_t index) {
  if (a.segments.segments == 0) return {index, a.row_offsets[index], a.row_offsets[index + 1]};
  const int64_t s = a.segments.segments_by_relation[index];
  return {a.segments.segment_rows[s], a.segments.segment_offsets[s],
          a.segments.segment_offsets[s + 1]};
}

// Asks for what row_run(a, index) reads.
inline void prefetch_run(const AdjacencyView& a, int64_t index) {
  if (a.segments.segments == 0) {
    prefetch_line(a.row_offsets + index);
    return;
  }
  const int64_t s = a.segments.segments_by_relation[index];
  prefetch_line(a.segments.segment_rows + s);
  prefetch_line(a.segments.segment_offsets + s);
}

inline int64_t group_offsets_bytes(int64_t relations) {
  return padded_bytes((relations + 1) * static_cast<int64_t>(sizeof(int64_t)));
}

class RunGroups {
 public:
  // Keeps relations + 1 numbers in `first_parts`. O(relations).
  RunGroups(const AdjacencyView& a, int64_t* first_parts);

  int64_t count() const { return a_.relations + first_part(a_.relations); }
  RunGroup group(int64_t index) const;  // first groups stand first
  // Parts of a relation are [first_part(r), first_part(r + 1)).
  int64_t first_part(int64_t relation) const { return first_parts_[relation]; }

 private:
  int64_t runs_before(int64_t relation) const;

  const AdjacencyView& a_;
  int64_t runs_per_group_;
  const int64_t* first_parts_;
};

}  // namespace heddle::cpu
