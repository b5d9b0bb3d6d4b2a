// Edges of a receiver in runs of one class of their factors (ops/factor_classes.cc), so that sums
// of integers need no factor per edge: they are divided between the runs.
#pragma once

#include "heddle/kernels/kernel.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

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
  unsigned class_of(int64_t entry) const {
    return classes.values<const uint8_t>()[entry * classes.stride];
  }
  // 4^(-class).
  float factor(int64_t entry) const {
    return classes.present() ? std::bit_cast<float>((127U - 2U * class_of(entry)) << 23) : 1.0F;
  }
  void copy_classes(int64_t begin, int64_t count, uint8_t* to) const {
    const uint8_t* from = classes.values<const uint8_t>() + begin * classes.stride;
    if (classes.stride == 1) return void(std::memcpy(to, from, static_cast<size_t>(count)));
    for (int64_t k = 0; k < count; ++k) to[k] = from[k * classes.stride];
  }
};

class ClassRuns {
 public:
  // Integers of 8 bits at one column fit 16 bits, and so does what is added before they move.
  static constexpr int64_t kMostEdges = 192;

  struct Run {
    int64_t end;
    int shift;  // bits by which the sums so far move right before the edges of the run are added
    // Before they move, (dither + c) mod 2^shift is added, c a number of the column: rounded up or
    // down as often as is right in the mean over rows. Halves up would make each row larger by an
    // eighth of a step, which gradients of weights sum over all rows.
    int16_t dither;
  };

  // Edges from `begin` on: at most kMostEdges, up to `end`, which lies behind `begin`, and as far
  // as classes fall.
  ClassRuns(const ClassedEdges& edges, int64_t begin, int64_t end)
      : end_(std::min(end, begin + kMostEdges)) {
    int shift = 0;
    if (edges.classes.present()) shift = add_all_but_last(edges, begin);
    add(end_, shift);
  }

  const Run* begin() const { return runs_.data(); }
  const Run* end() const { return runs_.data() + count_; }
  int64_t edges_end() const { return end_; }
  // Of the sums, when all runs are added.
  float factor() const { return std::ldexp(1.0F, -2 * last_class_); }

 private:
  static constexpr int kMostShift = 12;  // of one run: more takes an empty one

  void add(int64_t end, int shift) { runs_[count_++] = {end, shift, dither_of(end)}; }

  // Differs between rows of any degrees.
  static int16_t dither_of(int64_t entry) {
    return static_cast<int16_t>(static_cast<uint32_t>(entry) * 0x9E3779B1U >> 16);
  }

  // The shift before the last run. Classes are compared eight at a time: few differ from the next,
  // and each that does would be a branch that nobody foresaw.
  int add_all_but_last(const ClassedEdges& edges, int64_t begin) {
    constexpr int64_t kWord = 8;
    const int64_t count = end_ - begin;
    uint8_t classes[kMostEdges + kWord];
    edges.copy_classes(begin, count, classes);
    std::fill_n(classes + count, kWord, classes[count - 1]);
    last_class_ = classes[0];
    int shift = 0;
    for (int64_t k = 0; k < count; k += kWord) {
      uint64_t changes = load_word(classes + k) ^ load_word(classes + k + 1);
      while (changes != 0) {
        const int byte = std::countr_zero(changes) / 8;
        changes &= ~(uint64_t{0xff} << (8 * byte));
        const int64_t e = begin + k + byte + 1;  // the first of another class
        const int next = classes[e - begin];
        if (next > last_class_) {
          end_ = e;
          return shift;
        }
        add(e, shift);
        shift = 2 * (last_class_ - next);
        last_class_ = next;
        if (shift > kMostShift) {
          add(e, kMostShift);
          shift = std::min(shift - kMostShift, kMostShift);
        }
      }
    }
    return shift;
  }

  static uint64_t load_word(const uint8_t* from) {
    static_assert(std::endian::native == std::endian::little);
    uint64_t word = 0;
    std::memcpy(&word, from, sizeof(word));
    return word;
  }

  std::array<Run, 2 * kMostEdges> runs_;  // of edges, and empty ones
  size_t count_ = 0;
  int64_t end_;
  int last_class_ = 0;
};

// Of a sum: 1 where receivers have none.
inline float factor_of(const OperandView& receiver_factors, int64_t row) {
  return receiver_factors.present() ? receiver_factors.matrix<const float>().at(row, 0) : 1.0F;
}

}  // namespace heddle::cpu
