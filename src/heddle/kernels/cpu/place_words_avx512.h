// Values of kept columns that carry their place in a group, in as many bits as without it.
//
// Exponents that are counted from the least of all values (exponent_range.h) leave their highest
// bits to the place. Nothing is rounded. Exponent 0 is the value 0.
#pragma once

#include "heddle/kernels/cpu/exponent_range.h"
#include "heddle/kernels/cpu/place_records_avx512.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace heddle::cpu {

HEDDLE_AVX512_BEGIN

// Of `count` values one after another.
template <class Value>
Magnitudes magnitudes_of(const Value* values, int64_t count) {
  const __m512i one = _mm512_set1_epi32(1);
  __m512i least = _mm512_set1_epi32(-1), largest = _mm512_setzero_si512();
  for (int64_t i = 0; i < count; i += kGroupsPerVector) {
    const int64_t left = std::min(count - i, kGroupsPerVector);
    const __m512i bits = load_kept_lanes(static_cast<__mmask16>((1U << left) - 1), values + i);
    const __m512i magnitude = _mm512_and_si512(bits, _mm512_set1_epi32(0x7fffffff));
    largest = _mm512_max_epu32(largest, magnitude);
    least = _mm512_min_epu32(least, _mm512_sub_epi32(magnitude, one));  // of 0 the largest
  }
  const uint32_t below = _mm512_reduce_min_epu32(least);
  return {below == UINT32_MAX ? below : below + 1, _mm512_reduce_max_epu32(largest)};
}

// Value: float or Bf16. A word has as many bits. Of 32 words of 16 bits the even ones are those of
// the first 16 groups, so that either half is a mask or a shift away from floats.
template <class Value, int width>
class PlaceWords {
 public:
  static constexpr int kExponentBits = width == 8 ? 5 : 6;

  // `base`: from exponent_base.
  explicit PlaceWords(int base)
      : base_(base), scale_(std::bit_cast<float>((base + 127) << kMantissaBits)) {}

  static constexpr int64_t group_bytes() { return sizeof(Value); }
  // What values must be multiplied by.
  float scale() const { return scale_; }

  struct Groups {
    __m512 values;
    __m512i places;

    __mmask16 at(int place) const {
      return _mm512_cmpeq_epi32_mask(places, _mm512_set1_epi32(place << kPlaceShift));
    }
  };

  Groups load(const std::byte* layer, int64_t first, int v) const {
    const __m512i word = load_word(reinterpret_cast<const Value*>(layer) + first, v);
    return {_mm512_castsi512_ps(_mm512_and_si512(word, _mm512_set1_epi32(kValueBits))),
            _mm512_and_si512(word, _mm512_set1_epi32((width - 1) << kPlaceShift))};
  }

  void store(const KeptGroups& groups, std::byte* layer, int64_t first) const {
    const __m512i sign_bit = _mm512_set1_epi32(INT32_MIN);
    const __m512i magnitude = _mm512_andnot_si512(sign_bit, groups.values);
    const __mmask16 not_zero = _mm512_test_epi32_mask(magnitude, magnitude);
    const __m512i near = _mm512_mask_sub_epi32(magnitude, not_zero, magnitude,
                                               _mm512_set1_epi32(base_ << kMantissaBits));
    const __m512i sign = _mm512_and_si512(sign_bit, groups.values);
    const __m512i place = _mm512_slli_epi32(groups.places, kPlaceShift);
    store_word(_mm512_or_si512(sign, _mm512_or_si512(place, near)), reinterpret_cast<Value*>(layer),
               first);
  }

 private:
  static constexpr int kPlaceShift = kMantissaBits + kExponentBits;
  // Of a float: sign, the exponent without its highest bits, and the mantissa as far as kept.
  static constexpr int kValueBits =
      INT32_MIN | (((1 << kPlaceShift) - 1) & (sizeof(Value) == 2 ? ~0xffff : ~0));

  static __m512i load_word(const float* words, int v) {
    return _mm512_loadu_si512(words + v * kGroupsPerVector);
  }
  static __m512i load_word(const Bf16* words, int v) {
    const __m512i both = _mm512_loadu_si512(words + v / 2 * 2 * kGroupsPerVector);
    return v % 2 == 0 ? _mm512_slli_epi32(both, 16) : both;
  }
  static void store_word(__m512i word, float* words, int64_t first) {
    _mm512_storeu_si512(words + first, word);
  }
  static void store_word(__m512i word, Bf16* words, int64_t first) {
    Bf16* to = words + first / (2 * kGroupsPerVector) * (2 * kGroupsPerVector);
    if (first % (2 * kGroupsPerVector) == 0) {
      return _mm512_storeu_si512(to, _mm512_srli_epi32(word, 16));
    }
    _mm512_storeu_si512(to, _mm512_or_si512(word, _mm512_loadu_si512(to)));
  }

  int base_;
  float scale_;
};

HEDDLE_AVX512_END

}  // namespace heddle::cpu
