// Dot products of two rows, head by head.
//
// Included once per instruction set, after hwy/highway.h.

#include "heddle/kernels/cpu/row_tile_simd.h"

#include <algorithm>

#if defined(HEDDLE_KERNELS_CPU_HEAD_DOTS_SIMD_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HEDDLE_KERNELS_CPU_HEAD_DOTS_SIMD_H
#undef HEDDLE_KERNELS_CPU_HEAD_DOTS_SIMD_H
#else
#define HEDDLE_KERNELS_CPU_HEAD_DOTS_SIMD_H
#endif

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {

// Dot products of one row with others, head by head.
//
// Products are summed in a vector for every stretch of columns that is one head (or, where a vector
// holds several heads, for every vector). Four such vectors at a time have their lanes summed:
// transposing them costs two shuffles each where summing one alone costs four.
template <class T>
class HeadDots {
 public:
  HeadDots(size_t columns, size_t heads)
      : columns_(columns), heads_(heads), head_cols_(columns / heads) {
    const size_t lanes = head_cols_ / kVectorsPerLoad<T>;
    const bool whole_lanes = head_cols_ % kVectorsPerLoad<T> == 0;
    if (heads == 1 || (whole_lanes && lanes % kLanes == 0)) {
      stretches_ = heads;
      stretch_cols_ = head_cols_;
      group_ = kLanes;
    } else if (whole_lanes && lanes >= 4 && kLanes % lanes == 0 &&
               columns % kColumnsPerLoad<T> == 0) {
      stretches_ = columns / kColumnsPerLoad<T>;
      stretch_cols_ = kColumnsPerLoad<T>;
      group_ = lanes;
    }
    // Behind sum_groups(), sum k of stretch v stands in lane group * k + v.
    for (size_t i = 0; group_ > 0 && i < kLanes; ++i) {
      const size_t per_vector = kLanes / group_, out = i % (4 * per_vector);
      order_[i] = static_cast<int32_t>(out % per_vector * group_ + out / per_vector);
    }
  }

  // to[e, h] = <a, row_of(e)> over the columns of head h, for e in [0, n). May write kLanes floats
  // more.
  template <class RowOf>
  HWY_INLINE void operator()(const T* a, const RowOf& row_of, int64_t n, float* to) const {
    if (group_ == 0) {
      for (int64_t e = 0; e < n; ++e) lane_by_lane(a, row_of(e), to + e * heads_);
      return;
    }
    const FloatTag tag;
    const auto order = hn::SetTableIndices(tag, order_);
    const size_t step = 4 * (kLanes / group_);  // sums that four vectors bring
    HWY_ALIGN float waiting[4 * kLanes] = {};
    size_t filled = 0;
    const auto flush = [&]() HEDDLE_SIMD_LAMBDA {
      hn::StoreU(hn::TableLookupLanes(sum_groups(sum_four(waiting)), order), tag, to);
      to += step;
      filled = 0;
    };
    for (int64_t e = 0; e < n; ++e) {
      const T* b = row_of(e);
      for (size_t s = 0; s < stretches_; ++s) {
        hn::Store(products(a, b, s * stretch_cols_), tag, waiting + filled * kLanes);
        if (++filled == 4) flush();
      }
    }
    if (filled > 0) flush();
  }

 private:
  // Sums of products over one stretch, the two vectors of a bf16 load added up.
  HWY_INLINE FloatVec products(const T* a, const T* b, size_t begin) const {
    constexpr size_t N = kVectorsPerLoad<T>;
    auto sum = hn::Zero(FloatTag());
    for (size_t column = begin; column < begin + stretch_cols_; column += kColumnsPerLoad<T>) {
      const size_t inside = std::min(begin + stretch_cols_ - column, kColumnsPerLoad<T>);
      FloatVec first[N];
      for_each_vector<N>(a + column, inside,
                         [&](auto k, FloatVec value) HEDDLE_SIMD_LAMBDA { first[k] = value; });
      for_each_vector<N>(b + column, inside, [&](auto k, FloatVec value) HEDDLE_SIMD_LAMBDA {
        sum = hn::MulAdd(first[k], value, sum);
      });
    }
    return sum;
  }

  // Lane v of every block of four lanes becomes the sum of that block of vector v.
  static HWY_INLINE FloatVec sum_four(const float* vectors) {
    const FloatTag tag;
    const hn::Repartition<double, FloatTag> pairs;
    const auto half = [&](const float* from) HEDDLE_SIMD_LAMBDA {
      const auto a = hn::Load(tag, from), b = hn::Load(tag, from + kLanes);
      return hn::BitCast(pairs,
                         hn::Add(hn::InterleaveLower(tag, a, b), hn::InterleaveUpper(tag, a, b)));
    };
    const auto ab = half(vectors), cd = half(vectors + 2 * kLanes);
    return hn::Add(hn::BitCast(tag, hn::InterleaveLower(pairs, ab, cd)),
                   hn::BitCast(tag, hn::InterleaveUpper(pairs, ab, cd)));
  }

  // Every block becomes the sum of the blocks of its group.
  HWY_INLINE FloatVec sum_groups(FloatVec value) const {
    if constexpr (kLanes > 4) {
      if (group_ > 4) value = hn::Add(value, hn::SwapAdjacentBlocks(value));
    }
    if constexpr (kLanes > 8) {
      if (group_ > 8) value = hn::Add(value, hn::ConcatLowerUpper(FloatTag(), value, value));
    }
    return value;
  }

  void lane_by_lane(const T* a, const T* b, float* to) const {
    for (size_t h = 0; h < heads_; ++h) {
      float sum = 0;
      for (size_t column = h * head_cols_; column < (h + 1) * head_cols_; ++column) {
        sum += static_cast<float>(a[column]) * static_cast<float>(b[column]);
      }
      to[h] = sum;
    }
  }

  size_t columns_, heads_, head_cols_;
  size_t stretches_ = 0, stretch_cols_ = 0;
  size_t group_ = 0;  // lanes of a head within a vector; 0: lane by lane
  HWY_ALIGN int32_t order_[kLanes] = {};
};

}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HEDDLE_KERNELS_CPU_HEAD_DOTS_SIMD_H
