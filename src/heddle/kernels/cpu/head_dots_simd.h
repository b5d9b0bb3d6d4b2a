// Dot products of two rows, head by head.
//
// Included once per instruction set, after hwy/highway.h.

#include "heddle/kernels/cpu/row_tile_simd.h"

#if defined(HEDDLE_KERNELS_CPU_HEAD_DOTS_SIMD_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HEDDLE_KERNELS_CPU_HEAD_DOTS_SIMD_H
#undef HEDDLE_KERNELS_CPU_HEAD_DOTS_SIMD_H
#else
#define HEDDLE_KERNELS_CPU_HEAD_DOTS_SIMD_H
#endif

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {

// Every lane becomes the sum of its group of `group` neighbours; a power of two up to kLanes.
HWY_INLINE FloatVec sum_groups(FloatVec value, size_t group) {
  if (group > 1) value = hn::Add(value, hn::Shuffle2301(value));
  if (group > 2) value = hn::Add(value, hn::Shuffle1032(value));
  if constexpr (kLanes > 4) {
    if (group > 4) value = hn::Add(value, hn::SwapAdjacentBlocks(value));
  }
  if constexpr (kLanes > 8) {
    if (group > 8) value = hn::Add(value, hn::ConcatLowerUpper(FloatTag(), value, value));
  }
  return value;
}

// out[h] = sum of a[c] b[c] over the columns c of head h, for rows of T.
template <class T>
class HeadDots {
 public:
  HeadDots(size_t columns, size_t heads)
      : columns_(columns), heads_(heads), head_cols_(columns / heads) {
    const size_t lanes = head_cols_ / kVectorsPerLoad<T>;
    const bool whole_lanes = head_cols_ % kVectorsPerLoad<T> == 0;
    if (heads == 1 || (whole_lanes && lanes % kLanes == 0)) {
      mode_ = Mode::kWholeVectors;
    } else if (whole_lanes && lanes < kLanes && (lanes & (lanes - 1)) == 0) {
      mode_ = Mode::kLaneGroups;
      group_ = lanes;
    }
  }

  HWY_INLINE void operator()(const T* a, const T* b, float* out) const {
    if (mode_ == Mode::kWholeVectors) return whole_vectors(a, b, out);
    if (mode_ == Mode::kLaneGroups) return lane_groups(a, b, out);
    lane_by_lane(a, b, out);
  }

 private:
  enum class Mode {
    kWholeVectors,  // a head is a number of whole loads, or the only one
    kLaneGroups,    // a load holds several heads, of a power of two of lanes each
    kByLane,
  };

  // Products of one load from `column` on, the two vectors of a bf16 load added up.
  HWY_INLINE FloatVec products(const T* a, const T* b, size_t column, FloatVec sum) const {
    constexpr size_t N = kVectorsPerLoad<T>;
    const size_t left = columns_ - column;
    const size_t inside = left < kColumnsPerLoad<T> ? left : kColumnsPerLoad<T>;
    FloatVec first[N];
    for_each_vector<N>(a + column, inside,
                       [&](auto k, FloatVec value) HEDDLE_SIMD_LAMBDA { first[k] = value; });
    for_each_vector<N>(b + column, inside, [&](auto k, FloatVec value) HEDDLE_SIMD_LAMBDA {
      sum = hn::MulAdd(first[k], value, sum);
    });
    return sum;
  }

  HWY_INLINE void whole_vectors(const T* a, const T* b, float* out) const {
    for (size_t h = 0; h < heads_; ++h) {
      auto sum = hn::Zero(FloatTag());
      for (size_t column = h * head_cols_; column < (h + 1) * head_cols_;
           column += kColumnsPerLoad<T>) {
        sum = products(a, b, column, sum);
      }
      out[h] = hn::GetLane(sum_groups(sum, kLanes));
    }
  }

  HWY_INLINE void lane_groups(const T* a, const T* b, float* out) const {
    size_t h = 0;
    for (size_t column = 0; column < columns_; column += kColumnsPerLoad<T>) {
      HWY_ALIGN float lanes[kLanes];
      const auto sum = products(a, b, column, hn::Zero(FloatTag()));
      hn::Store(sum_groups(sum, group_), FloatTag(), lanes);
      for (size_t lane = 0; lane < kLanes && h < heads_; lane += group_) out[h++] = lanes[lane];
    }
  }

  HWY_INLINE void lane_by_lane(const T* a, const T* b, float* out) const {
    for (size_t h = 0; h < heads_; ++h) {
      float sum = 0;
      for (size_t column = h * head_cols_; column < (h + 1) * head_cols_; ++column) {
        sum += static_cast<float>(a[column]) * static_cast<float>(b[column]);
      }
      out[h] = sum;
    }
  }

  size_t columns_, heads_, head_cols_;
  Mode mode_ = Mode::kByLane;
  size_t group_ = 0;
};

}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HEDDLE_KERNELS_CPU_HEAD_DOTS_SIMD_H
