// Values of kept columns on their way from records with bitmaps to columns.
#pragma once

#include "heddle/base/bf16.h"
#include "heddle/kernels/cpu/avx512.h"
#include "heddle/kernels/cpu/bitmap_records.h"

#include <bit>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace heddle::cpu {

// Bytes of values that half a register holds: no load goes beyond a record then, whose next line
// nobody asked for.
inline constexpr int64_t kFewBytes = 32;

inline constexpr int kFloats = 16;  // of a register

HEDDLE_AVX512_BEGIN

// What Zen 4 wants of an `expand`: its bytes in a register (from memory it takes twice as long), and
// a result register that was just cleared, for whose former value it waits otherwise, 5 cycles.
// `few`: 32 bytes instead of 64.
template <bool few = false>
inline __m512i bytes_to_expand(const void* from) {
  __m512i bytes =
      few ? _mm512_castsi256_si512(_mm256_loadu_si256(static_cast<const __m256i*>(from)))
          : _mm512_loadu_si512(from);
  __asm__("" : "+v"(bytes));
  return bytes;
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

// Of 64 columns. Masks are loaded as such: to move and shift them takes longer.
struct BlockBits {
  const uint8_t* memory;
  uint64_t word;

  explicit BlockBits(const uint8_t* from) : memory(from) { std::memcpy(&word, from, sizeof(word)); }

  __mmask16 mask16(int quarter) const { return _load_mask16(at<__mmask16>(2 * quarter)); }
  __mmask32 mask32(int half) const { return _load_mask32(at<__mmask32>(4 * half)); }
  int set_before(int column) const {
    return std::popcount(word & ((uint64_t{1} << column) - 1));
  }
  int set() const { return std::popcount(word); }

 private:
  template <class Mask>
  Mask* at(int byte) const {
    return reinterpret_cast<Mask*>(const_cast<uint8_t*>(memory + byte));
  }
};

// to = scale * sums, with `stream` past the caches: rows are whole cache lines then. Sums begin on a
// cache line.
template <class Result>
inline void write_sums(const float* sums, int64_t cols, float scale, bool stream, Result* to) {
  if constexpr (std::is_same_v<Result, float>) {
    if (stream) {
      const __m512 factor = _mm512_set1_ps(scale);
      for (int64_t c = 0; c < cols; c += kFloats) {
        _mm512_stream_ps(to + c, _mm512_mul_ps(_mm512_load_ps(sums + c), factor));
      }
      return;
    }
  }
  for (int64_t c = 0; c < cols; ++c) to[c] = static_cast<Result>(scale * sums[c]);
}

HEDDLE_AVX512_END

}  // namespace heddle::cpu
