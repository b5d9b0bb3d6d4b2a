// What kernels over several relations share, for every instruction set.
#pragma once

#include "heddle/hardware/profile.h"
#include "heddle/kernels/cpu/prefetch.h"
#include "heddle/kernels/kernel.h"

#include <algorithm>
#include <cstdint>

namespace heddle::cpu {

// Entries of one row that have one relation.
struct RelationRun {
  int64_t relation = 0, begin = 0, end = 0;
};

// Walks the runs of entries [begin, end) of a row:  while (runs.next(run)) ...
class RelationRuns {
 public:
  RelationRuns(const AdjacencyView& a, int64_t row, int64_t begin, int64_t end)
      : segments_(a.segments),
        begin_(begin),
        end_(end),
        segment_(a.segments.segments == 0 ? 0 : a.segments.row_segments[row]) {}

  bool next(RelationRun& run) {
    if (begin_ >= end_) return false;
    if (segments_.segments == 0) {
      run = {0, begin_, end_};
    } else {
      while (segments_.segment_offsets[segment_ + 1] <= begin_) ++segment_;
      run = {segments_.segment_relations[segment_], begin_,
             std::min(end_, segments_.segment_offsets[segment_ + 1])};
    }
    begin_ = run.end;
    return true;
  }

 private:
  const SegmentView& segments_;
  int64_t begin_, end_, segment_;
};

// The operands of a kernel whose rows are sums over edges.
struct RelationCall {
  const AdjacencyView& a;
  OperandView rows;      // what edges gather from, or what is multiplied
  OperandView matrices;  // coefficients or weight matrices of the relations
  OperandView weights;   // of the edges, or absent
  OperandView y;
  float* slots = nullptr;  // [slots, slot_stride] partial sums of split rows, in lane order
  int64_t slot_stride = 0;

  float weight_of(int64_t entry) const {
    return weights.present()
               ? weights.values<const float>()[a.edge_position(entry) * weights.stride]
               : 1.0F;
  }
  template <class T>
  const T* row(int64_t index) const {
    return rows.values<const T>() + index * rows.stride;
  }
  // Asks for columns [begin, begin + count) of a row.
  template <class T>
  void prefetch(int64_t index, int64_t begin, int64_t count) const {
    prefetch_bytes<2>(row<T>(index) + begin, static_cast<size_t>(count) * sizeof(T));
  }
  // Entries of `row` that belong to `task`.
  int64_t begin_of(const RowTask& task, int64_t row) const {
    return task.slot >= 0 ? task.entry_begin : a.row_offsets[row];
  }
  int64_t end_of(const RowTask& task, int64_t row) const {
    return task.slot >= 0 ? task.entry_end : a.row_offsets[row + 1];
  }
};

// The matrices [R * D, F] of the w of a relation_linear that stores them as [R * F, D], transposed
// into `place`.
OperandView transposed_matrices(const KernelArgs& args, std::byte* place);

// Reads a row of type `rows` and `cols` columns per edge, everything else once.
double relation_seconds(const KernelQuery& query, const HardwareProfile& hardware, const Type& rows,
                        int64_t cols, double flops);

}  // namespace heddle::cpu
