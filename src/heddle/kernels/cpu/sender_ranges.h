// Senders in ranges with about equally many edges, each with one owner, who takes the edges that
// come from its senders in the order of their receivers.
#pragma once

#include "heddle/base/parallel.h"
#include "heddle/graph/adjacency.h"

#include <algorithm>
#include <cstdint>

namespace heddle::cpu {

// Range `i` of `ranges`.
inline RowRange sender_range(const AdjacencyView& a, int64_t i, int64_t ranges) {
  const auto first = [&](int64_t range) -> int64_t {
    if (range == ranges) return a.cols;
    const int64_t* offsets = a.transposed->row_offsets;
    const int64_t wanted = a.entries() / ranges * range;
    return std::lower_bound(offsets, offsets + a.cols, wanted) - offsets;
  };
  return {first(i), first(i + 1)};
}

// The entries that come from a range of senders, receiver after receiver. Senders of a receiver are
// ascending: those of a range lie side by side.
class SenderRangeEdges {
 public:
  SenderRangeEdges(const AdjacencyView& a, RowRange senders) : a_(a), senders_(senders) {
    next_row();
  }

  bool more() const { return row_ < a_.rows; }
  int64_t row() const { return row_; }
  int64_t entry() const { return entry_; }
  int64_t row_end() const { return end_; }

  void next() {
    if (++entry_ == end_) next_row();
  }
  // To the next receiver that has any.
  void next_row() {
    do {
      ++row_;
    } while (row_ < a_.rows && !find_entries());
  }

 private:
  bool find_entries() {
    const int32_t* begin = a_.columns + a_.row_offsets[row_];
    const int32_t* end = a_.columns + a_.row_offsets[row_ + 1];
    if (senders_.begin > 0) begin = std::lower_bound(begin, end, senders_.begin);
    if (senders_.end < a_.cols) end = std::lower_bound(begin, end, senders_.end);
    entry_ = begin - a_.columns;
    end_ = end - a_.columns;
    return entry_ < end_;
  }

  const AdjacencyView& a_;
  RowRange senders_;
  int64_t row_ = -1, entry_ = 0, end_ = 0;
};

}  // namespace heddle::cpu
