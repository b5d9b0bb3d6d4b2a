// Edges of a receiver in runs of one class of their factors (ops/factor_classes.cc), so that sums
// of integers need no factor per edge: they are divided between the runs.
#pragma once

#include "heddle/kernels/kernel.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace heddle::cpu {

// Edges in the order of entries: those of factor_classes, or as they are where it made none.
struct ClassedEdges {
  OperandView classes;  // absent: all edges are of class 0
  const int32_t* senders;
  int64_t sender_stride;

  ClassedEdges(const AdjacencyView& a, const OperandView& classes_of_edges,
               const OperandView& senders_of_edges)
      : classes(classes_of_edges),
        senders(senders_of_edges.present() ? senders_of_edges.values<const int32_t>() : a.columns),
        sender_stride(senders_of_edges.present() ? senders_of_edges.stride : 1) {}

  int64_t sender(int64_t entry) const { return senders[entry * sender_stride]; }
  int class_of(int64_t entry) const {
    return classes.present() ? classes.values<const uint8_t>()[entry * classes.stride] : 0;
  }
};

class ClassRuns {
 public:
  // Integers of 8 bits at one column fit 16 bits, and so do their halves beside them.
  static constexpr int64_t kMostEdges = 192;

  struct Run {
    int64_t end;
    int shift;  // bits by which the sums so far move right before the edges of the run are added
  };

  // Edges from `begin` on: at most kMostEdges, up to `end` and as far as classes fall.
  ClassRuns(const ClassedEdges& edges, int64_t begin, int64_t end)
      : end_(std::min(end, begin + kMostEdges)) {
    int shift = 0;
    if (edges.classes.present()) {
      last_class_ = edges.class_of(begin);
      for (int64_t e = begin + 1; e < end_; ++e) {
        const int next = edges.class_of(e);
        if (next == last_class_) continue;
        if (next > last_class_) {
          end_ = e;
          break;
        }
        add(e, shift);
        shift = std::min(2 * (last_class_ - next), kMostShift);
        last_class_ = next;
      }
    }
    add(end_, shift);
  }

  const Run* begin() const { return runs_.data(); }
  const Run* end() const { return runs_.data() + count_; }
  int64_t edges_end() const { return end_; }
  // Of the sums, when all runs are added.
  float factor() const { return std::ldexp(1.0F, -2 * last_class_); }

 private:
  static constexpr int kMostShift = 14;

  void add(int64_t end, int shift) { runs_[count_++] = {end, shift}; }

  std::array<Run, kMostEdges> runs_;
  size_t count_ = 0;
  int64_t end_;
  int last_class_ = 0;
};

// Of a sum: 1 where receivers have none.
inline float factor_of(const OperandView& receiver_factors, int64_t row) {
  return receiver_factors.present() ? receiver_factors.matrix<const float>().at(row, 0) : 1.0F;
}

}  // namespace heddle::cpu
