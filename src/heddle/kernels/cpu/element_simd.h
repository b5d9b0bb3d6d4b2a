// Element by element over stretches of rows, f32 or bf16 in memory, f32 in registers, in column
// order. Included once per instruction set, after hwy/highway.h, by files called *_simd.cc.

#include "heddle/tensor/matrix_view.h"

#include <cstddef>
#include <cstdint>

#if defined(HEDDLE_KERNELS_CPU_ELEMENT_SIMD_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HEDDLE_KERNELS_CPU_ELEMENT_SIMD_H
#undef HEDDLE_KERNELS_CPU_ELEMENT_SIMD_H
#else
#define HEDDLE_KERNELS_CPU_ELEMENT_SIMD_H
#endif

#include "heddle/kernels/cpu/row_tile_simd.h"

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {

// As many halves as a FloatVec has floats.
using PackedTag = hn::Rebind<uint16_t, FloatTag>;

HWY_INLINE FloatVec widen(hn::Vec<PackedTag> packed) {
  const auto words = hn::PromoteTo(WordTag(), packed);
  return hn::BitCast(FloatTag(), hn::ShiftLeft<16>(words));
}
HWY_INLINE hn::Vec<PackedTag> narrow(FloatVec value) {
  return hn::TruncateTo(PackedTag(), hn::ShiftRight<16>(round_to_bf16(value)));
}

// kLanes elements.
HWY_INLINE FloatVec load_floats(const float* from) { return hn::LoadU(FloatTag(), from); }
HWY_INLINE FloatVec load_floats(const Bf16* from) {
  return widen(hn::LoadU(PackedTag(), reinterpret_cast<const uint16_t*>(from)));
}
HWY_INLINE void store_floats(FloatVec value, float* to) { hn::StoreU(value, FloatTag(), to); }
HWY_INLINE void store_floats(FloatVec value, Bf16* to) {
  hn::StoreU(narrow(value), PackedTag(), reinterpret_cast<uint16_t*>(to));
}

// The first `count` elements of a vector; loads give 0 in the others.
HWY_INLINE FloatVec load_floats(const float* from, size_t count) {
  return load_first(FloatTag(), from, count);
}
HWY_INLINE FloatVec load_floats(const Bf16* from, size_t count) {
  return widen(load_first(PackedTag(), reinterpret_cast<const uint16_t*>(from), count));
}
HWY_INLINE void store_floats(FloatVec value, float* to, size_t count) {
  store_first(value, FloatTag(), to, count);
}
HWY_INLINE void store_floats(FloatVec value, Bf16* to, size_t count) {
  store_first(narrow(value), PackedTag(), reinterpret_cast<uint16_t*>(to), count);
}

// to[i] = function(from[i]...) for i in [0, count). `to` may be one of `from`.
template <class Function, class To, class... From>
HWY_INLINE void map_row(const Function& function, size_t count, To* to, const From*... from) {
  size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    store_floats(function(load_floats(from + i)...), to + i);
  }
  if (i < count) {
    const size_t rest = count - i;
    store_floats(function(load_floats(from + i, rest)...), to + i, rest);
  }
}

HWY_INLINE float sum_lanes(FloatVec value) {
  return hn::GetLane(hn::SumOfLanes(FloatTag(), value));
}

// The sum of term(from[i]...) for i in [0, count): lane by lane, then over the lanes.
template <class Term, class... From>
HWY_INLINE float sum_row(const Term& term, size_t count, const From*... from) {
  auto sum = hn::Zero(FloatTag());
  size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) sum = hn::Add(sum, term(load_floats(from + i)...));
  if (i < count) {
    const size_t rest = count - i;
    const auto last = term(load_floats(from + i, rest)...);
    sum = hn::Add(sum, hn::IfThenElseZero(hn::FirstN(FloatTag(), rest), last));
  }
  return sum_lanes(sum);
}

}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HEDDLE_KERNELS_CPU_ELEMENT_SIMD_H
