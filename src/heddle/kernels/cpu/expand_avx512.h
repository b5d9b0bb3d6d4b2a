// Values of kept columns on their way from records with bitmaps to columns.
#pragma once

#include "heddle/base/bf16.h"
#include "heddle/kernels/cpu/avx512.h"
#include "heddle/kernels/cpu/bitmap_records.h"
#include "heddle/kernels/cpu/result_row.h"

#include <bit>
#include <cstdint>
#include <cstring>

namespace heddle::cpu {

// Bytes of values that half a register holds: no load goes beyond a record then, whose next line
// nobody asked for.
inline constexpr int64_t kFewBytes = 32;

inline constexpr int kRegisterFloats = 16;

HEDDLE_AVX512_BEGIN

// What Zen 4 wants of an `expand`: its bytes in a register (from memory it takes twice as long),
// and a result register that was just cleared, for whose former value it waits otherwise, 5 cycles.
// `few`: 32 bytes instead of 64.
template <bool few = false>
inline __m512i bytes_to_expand(const void* from) {
  if constexpr (few) {
    __m256i bytes = _mm256_loadu_si256(static_cast<const __m256i*>(from));
    __asm__("" : "+v"(bytes));
    return _mm512_castsi256_si512(bytes);
  } else {
    __m512i bytes = _mm512_loadu_si512(from);
    __asm__("" : "+v"(bytes));
    return bytes;
  }
}
inline __m512i cleared() {
  __m512i zero = _mm512_setzero_si512();
  __asm__("" : "+v"(zero));
  return zero;
}

// The next elements of `bytes` at the places whose bits are set, 0 at the others.
inline __m512 expand_floats(__mmask16 bits, __m512i bytes) {
  return _mm512_mask_expand_ps(_mm512_castsi512_ps(cleared()), bits, _mm512_castsi512_ps(bytes));
}
inline __m512i expand_words(__mmask32 bits, __m512i bytes) {
  return _mm512_mask_expand_epi16(cleared(), bits, bytes);
}
inline __m512i expand_bytes(__mmask64 bits, __m512i bytes) {
  return _mm512_mask_expand_epi8(cleared(), bits, bytes);
}

// Straight from memory: GCC would load it into another register first and move it.
inline __mmask16 load_mask(const void* from) {
  __mmask16 mask;
  __asm__("kmovw %1, %0" : "=k"(mask) : "m"(*static_cast<const uint16_t*>(from)));
  return mask;
}
inline __mmask64 load_mask64(const void* from) {
  __mmask64 mask;
  __asm__("kmovq %1, %0" : "=k"(mask) : "m"(*static_cast<const uint64_t*>(from)));
  return mask;
}

// A bit for each of 64 columns.
struct BlockBits {
  const uint8_t* memory;
  uint64_t word;

  explicit BlockBits(const uint8_t* from) : memory(from) { std::memcpy(&word, from, sizeof(word)); }

  __mmask64 mask64() const { return load_mask64(memory); }
  __mmask16 mask16(int quarter) const { return load_mask(memory + 2 * quarter); }
  int set_before(int column) const { return std::popcount(word & ((uint64_t{1} << column) - 1)); }
  int set() const { return std::popcount(word); }
};

// As Bf16(float) rounds.
inline __m256i round_to_bf16(__m512 value) {
  const __m512i word = _mm512_castps_si512(value);
  const __m512i odd = _mm512_and_si512(_mm512_srli_epi32(word, 16), _mm512_set1_epi32(1));
  const __m512i up = _mm512_add_epi32(odd, _mm512_set1_epi32(0x7fff));
  const __mmask16 is_nan = _mm512_cmp_ps_mask(value, value, _CMP_UNORD_Q);
  const __m512i quiet = _mm512_or_si512(word, _mm512_set1_epi32(0x00400000));
  const __m512i rounded = _mm512_mask_mov_epi32(_mm512_add_epi32(word, up), is_nan, quiet);
  return _mm512_cvtepi32_epi16(_mm512_srli_epi32(rounded, 16));
}

// Those of the next vector, where so many columns are left.
inline __mmask16 lanes_of(int64_t columns) {
  if (columns >= kRegisterFloats) return 0xffff;
  return static_cast<__mmask16>(columns <= 0 ? 0 : (1U << columns) - 1);
}

inline void store_lanes(__m512 value, __mmask16 lanes, bool stream, float* to) {
  if (stream) return _mm512_stream_ps(to, value);
  _mm512_mask_storeu_ps(to, lanes, value);
}
inline void store_lanes(__m512 value, __mmask16 lanes, bool, Bf16* to) {
  _mm256_mask_storeu_epi16(to, lanes, round_to_bf16(value));
}

// Row `row` of y = scale * sums, with `stream` past the caches: rows are whole cache lines then.
// Sums begin on a cache line and have whole vectors.
inline void write_sums(const float* sums, float scale, bool stream, const OperandView& y,
                       int64_t row) {
  const __m512 factor = _mm512_set1_ps(scale);
  with_result_row(y, row, [&](auto* to) {
    for (int64_t c = 0; c < y.cols; c += kRegisterFloats) {
      store_lanes(_mm512_mul_ps(_mm512_load_ps(sums + c), factor), lanes_of(y.cols - c), stream,
                  to + c);
    }
  });
}

HEDDLE_AVX512_END

}  // namespace heddle::cpu
