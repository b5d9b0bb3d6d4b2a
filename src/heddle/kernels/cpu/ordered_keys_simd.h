// Integers in the order of floats, for kernels that choose among numbers. Included once per
// instruction set, after hwy/highway.h, by files called *_simd.cc.

#include <cstdint>
#include <limits>

#if defined(HEDDLE_KERNELS_CPU_ORDERED_KEYS_SIMD_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HEDDLE_KERNELS_CPU_ORDERED_KEYS_SIMD_H
#undef HEDDLE_KERNELS_CPU_ORDERED_KEYS_SIMD_H
#else
#define HEDDLE_KERNELS_CPU_ORDERED_KEYS_SIMD_H
#endif

#include "heddle/kernels/cpu/element_simd.h"

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {

using KeyTag = hn::RebindToSigned<FloatTag>;
using KeyVec = hn::Vec<KeyTag>;

// Below the key of every number, NaN too.
constexpr int32_t kNoKey = std::numeric_limits<int32_t>::min();
// Below every other number, even -infinity.
constexpr int32_t kNanKey = kNoKey + 1;

// -0 gets the key of 0.
HWY_INLINE KeyVec key_of(FloatVec value) {
  const KeyTag tag;
  const auto bits = hn::BitCast(tag, hn::Add(value, hn::Zero(FloatTag())));
  const auto flipped = hn::And(hn::BroadcastSignBit(bits), hn::Set(tag, 0x7fffffff));
  const auto is_nan = hn::RebindMask(tag, hn::IsNaN(value));
  return hn::IfThenElse(is_nan, hn::Set(tag, kNanKey), hn::Xor(bits, flipped));
}

// The keys of a row; behind it up to a whole vector is kNoKey.
template <class T>
HWY_INLINE void store_keys(const T* row, size_t cols, int32_t* HWY_RESTRICT keys) {
  const KeyTag tag;
  size_t c = 0;
  for (; c + kLanes <= cols; c += kLanes) hn::Store(key_of(load_floats(row + c)), tag, keys + c);
  if (c == cols) return;
  const auto last = key_of(load_floats(row + c, cols - c));
  hn::Store(hn::IfThenElse(hn::FirstN(tag, cols - c), last, hn::Set(tag, kNoKey)), tag, keys + c);
}

}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HEDDLE_KERNELS_CPU_ORDERED_KEYS_SIMD_H
