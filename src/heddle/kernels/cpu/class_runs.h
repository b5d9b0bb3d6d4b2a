// Edges of a receiver in runs of one class of their factors (ops/factor_classes.cc), so that sums
// of integers need no factor per edge: they are divided between the runs.
#pragma once

#include "heddle/kernels/kernel.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace heddle::cpu {

class ClassRuns {
 public:
  // Integers of 8 bits at one column fit 16 bits, and so do their halves beside them.
  static constexpr int64_t kMostEdges = 192;

  struct Run {
    int64_t end;
    int shift;  // bits by which the sums so far move right before the edges of the run are added
  };

  // Edges from `begin` on: at most kMostEdges, up to `end` and as far as classes fall. `classes`
  // may be null: one class.
  ClassRuns(const uint8_t* classes, int64_t begin, int64_t end)
      : end_(std::min(end, begin + kMostEdges)) {
    if (classes == nullptr) {
      add(end_, 0);
      return;
    }
    last_class_ = classes[begin];
    int shift = 0;
    for (int64_t e = begin + 1; e < end_; ++e) {
      if (classes[e] == last_class_) continue;
      add(e, shift);
      if (classes[e] > last_class_) {
        end_ = e;
        return;
      }
      shift = std::min(2 * (last_class_ - classes[e]), kMostShift);
      last_class_ = classes[e];
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

// The same edges with the senders of factor_classes, or as they are where it made none.
inline AdjacencyView in_class_order(const AdjacencyView& a, const OperandView& senders) {
  AdjacencyView ordered = a;
  if (senders.present()) ordered.columns = senders.values<const int32_t>();
  return ordered;
}

// Of a sum: 1 where receivers have none.
inline float factor_of(const OperandView& receiver_factors, int64_t row) {
  return receiver_factors.present() ? receiver_factors.matrix<const float>().at(row, 0) : 1.0F;
}

}  // namespace heddle::cpu
