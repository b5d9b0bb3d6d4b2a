// Sums of rows of codes of a byte as integers, whatever the codes are brought to their columns by:
//
//   y[i, :] = c_i s * sum over edges (i <- j) of codes[j, :]
//
// The bytes of two edges are interleaved and added into 16 bits, enough for 192 edges; then sums go
// to f32, up to 2^24 exactly. So their order does not matter. Factors of senders need no
// multiplication: their edges come class by class (class_runs.h), and sums are divided by a power
// of 4 in between.
#pragma once

#include "heddle/kernels/cpu/expand_avx512.h"
#include "heddle/kernels/cpu/integer_sums.h"
#include "heddle/kernels/cpu/stack_sums.h"

#include <algorithm>
#include <cstdint>

namespace heddle::cpu {

// Of the words of two registers, those of the upper one numbered from 32, that are columns 0 to 31
// or 32 to 63 where each has 8 of every 16 columns.
struct WordOrder {
  alignas(64) int16_t words[2][32];

  constexpr WordOrder() : words{} {
    for (int column = 0; column < 64; ++column) {
      const int in_register = column / 16 * 8 + column % 8;
      words[column / 32][column % 32] = static_cast<int16_t>(in_register + column % 16 / 8 * 32);
    }
  }
};
inline constexpr WordOrder kWordOrder;

// 0 to 31.
struct LaneNumbers {
  alignas(64) int16_t words[32];

  constexpr LaneNumbers() : words{} {
    for (int lane = 0; lane < 32; ++lane) words[lane] = static_cast<int16_t>(lane);
  }
};
inline constexpr LaneNumbers kLaneNumbers;

HEDDLE_AVX512_BEGIN

// Sums of 64 columns in 16 bits, as interleaving leaves them: columns 0 to 7 of every 16, and 8 to
// 15.
struct WordSums {
  __m512i lower, upper;

  void clear() { lower = upper = _mm512_setzero_si512(); }

  void add(__m512i first, __m512i second) {
    const __m512i ones = _mm512_set1_epi8(1);
    const __m512i low = _mm512_unpacklo_epi8(first, second);
    const __m512i high = _mm512_unpackhi_epi8(first, second);
    lower = _mm512_add_epi16(lower, _mm512_maddubs_epi16(ones, low));
    upper = _mm512_add_epi16(upper, _mm512_maddubs_epi16(ones, high));
  }

  // By 2^bits, see ClassRuns.
  void divide(int bits, int16_t dither) {
    const __m512i dithers =
        _mm512_add_epi16(_mm512_load_si512(kLaneNumbers.words), _mm512_set1_epi16(dither));
    const __m512i below = _mm512_set1_epi16(static_cast<int16_t>((1 << bits) - 1));
    const __m512i rounding = _mm512_and_si512(dithers, below);
    const __m128i shift = _mm_cvtsi32_si128(bits);
    lower = _mm512_sra_epi16(_mm512_add_epi16(lower, rounding), shift);
    upper = _mm512_sra_epi16(_mm512_add_epi16(upper, rounding), shift);
  }

  // Of the columns in their order.
  void to_floats(__m512* floats) const {
#pragma GCC unroll 2
    for (int half = 0; half < 2; ++half) {
      const __m512i order = _mm512_load_si512(kWordOrder.words[half]);
      const __m512i words = _mm512_permutex2var_epi16(lower, order, upper);
      floats[2 * half] = floats_of(_mm512_castsi512_si256(words));
      floats[2 * half + 1] = floats_of(_mm512_extracti64x4_epi64(words, 1));
    }
  }

 private:
  static __m512 floats_of(__m256i words) {
    return _mm512_cvtepi32_ps(_mm512_cvtepi16_epi32(words));
  }
};

// What becomes of sums: added to those before, or written to y, with kStreamed past the caches.
enum class Sums : uint8_t { kAdded, kWritten, kStreamed, kRounded };  // the last in bf16

// Where sums of a row go, and their scale.
struct SumsTo {
  Sums sums;
  void* row;
  int64_t cols;
  float scale;

  template <Sums how>
  void put(int64_t column, __m512 value) const {
    if (column >= cols) return;
    const __mmask16 lanes = lanes_of(cols - column);
    if constexpr (how == Sums::kRounded) {
      return store_lanes(value, lanes, false, static_cast<Bf16*>(row) + column);
    } else {
      float* to = static_cast<float*>(row) + column;
      if constexpr (how == Sums::kAdded) value = _mm512_add_ps(value, _mm512_load_ps(to));
      store_lanes(value, lanes, how == Sums::kStreamed, to);
    }
  }
};

// The sums of all rows of y. Codes brings those of a sender to columns:
//
//   Cursor at(int64_t entry, int64_t column)   before a block of 64 columns
//   __m512i next(Cursor&)                      the codes of a block, and on to the next one
//   void prefetch<level>(int64_t entry)        into a level of the caches: 3 is the first
template <class Codes>
class IntegerRows {
 public:
  IntegerRows(const IntegerSums& call, const Codes& codes)
      : call_(call),
        codes_(codes),
        cols_(whole_bitmap_blocks(call.y.cols)),
        last_(call.a.entries() - 1) {}

  void sum_row(int64_t row, int64_t begin, int64_t end, int64_t slot) const {
    if (slot < 0 && begin < end) {
      const ClassRuns runs(call_.edges, begin, end);
      if (runs.edges_end() == end) return sum_edges(begin, runs, sums_to_y(row));
    }
    alignas(64) float row_sums[kMaxStackSums];
    float* sums = slot >= 0 ? call_.slots.of(slot) : row_sums;
    std::fill_n(sums, cols_, 0.0F);
    for (int64_t e = begin; e < end;) {
      const ClassRuns runs(call_.edges, e, end);
      sum_edges(e, runs, {Sums::kAdded, sums, cols_, 1});
      e = runs.edges_end();
    }
    if (slot < 0) finish(row, sums);
  }

  void merge(const SplitRow& split) const { finish(split.row, call_.slots.merge(split)); }

 private:
  static constexpr int kBlocks = 4;  // whose sums stand in registers
  static constexpr int64_t kTileColumns = kBlocks * kBitmapBlock;

  SumsTo sums_to_y(int64_t row) const {
    SumsTo to = {Sums::kWritten, nullptr, call_.y.cols, call_.scale_of(row)};
    if (call_.stream) to.sums = Sums::kStreamed;
    if (call_.y.dtype == DType::kBf16) to.sums = Sums::kRounded;
    with_result_row(call_.y, row, [&](void* first) { to.row = first; });
    return to;
  }

  void sum_edges(int64_t begin, const ClassRuns& runs, const SumsTo& to) const {
    if (cols_ < kTileColumns) {
      sum_tile<1, true>(begin, runs, 0, to);
      return sum_blocks(kBitmapBlock, begin, runs, to);
    }
    sum_tile<kBlocks, true>(begin, runs, 0, to);
    int64_t column = kTileColumns;
    for (; column + kTileColumns <= cols_; column += kTileColumns) {
      sum_tile<kBlocks, false>(begin, runs, column, to);
    }
    sum_blocks(column, begin, runs, to);
  }

  void sum_blocks(int64_t column, int64_t begin, const ClassRuns& runs, const SumsTo& to) const {
    for (; column < cols_; column += kBitmapBlock) sum_tile<1, false>(begin, runs, column, to);
  }

  // So many blocks of columns, from `at` on, which is 0 for the `first`. Edges of a class come in
  // pairs. Rows are asked for while others are summed: many at once would wait for each other.
  template <int blocks, bool first>
  [[gnu::noinline]] void sum_tile(int64_t begin, const ClassRuns& runs, int64_t at,
                                  const SumsTo& to) const {
    const int64_t column = first ? 0 : at;
    WordSums words[blocks];
#pragma GCC unroll 4
    for (WordSums& word : words) word.clear();
    int64_t e = begin;
    for (const ClassRuns::Run& run : runs) {
      if (run.shift > 0) {
#pragma GCC unroll 4
        for (WordSums& word : words) word.divide(run.shift, run.dither);
      }
      for (; e + 1 < run.end; e += 2) {
        if (first) prefetch_coming(e), prefetch_coming(e + 1);
        add_two<blocks>(codes_.at(e, column), codes_.at(e + 1, column), words);
      }
      if (e < run.end) {
        if (first) prefetch_coming(e);
        add_one<blocks>(codes_.at(e, column), words);
        ++e;
      }
    }
    put_tile<blocks>(words, runs.factor() * to.scale, column, to);
  }

  // Asked once, not for every register. Inlined: sums that are handed over lie in memory.
  template <int blocks>
  [[gnu::always_inline]] static void put_tile(const WordSums* words, float scale, int64_t column,
                                              const SumsTo& to) {
    switch (to.sums) {
      case Sums::kAdded:
        return put_tile<blocks, Sums::kAdded>(words, scale, column, to);
      case Sums::kWritten:
        return put_tile<blocks, Sums::kWritten>(words, scale, column, to);
      case Sums::kStreamed:
        return put_tile<blocks, Sums::kStreamed>(words, scale, column, to);
      case Sums::kRounded:
        return put_tile<blocks, Sums::kRounded>(words, scale, column, to);
    }
  }

  template <int blocks, Sums how>
  [[gnu::always_inline]] static void put_tile(const WordSums* words, float scale, int64_t column,
                                              const SumsTo& to) {
    const __m512 factor = _mm512_set1_ps(scale);
#pragma GCC unroll 4
    for (int b = 0; b < blocks; ++b) {
      __m512 floats[kBitmapBlock / kRegisterFloats];
      words[b].to_floats(floats);
#pragma GCC unroll 4
      for (int q = 0; q < kBitmapBlock / kRegisterFloats; ++q) {
        to.put<how>(column + kBitmapBlock * b + kRegisterFloats * q,
                    _mm512_mul_ps(floats[q], factor));
      }
    }
  }

  template <int blocks>
  static inline void add_two(typename Codes::Cursor first, typename Codes::Cursor second,
                             WordSums* words) {
#pragma GCC unroll 4
    for (int b = 0; b < blocks; ++b) words[b].add(Codes::next(first), Codes::next(second));
  }
  template <int blocks>
  static inline void add_one(typename Codes::Cursor edge, WordSums* words) {
#pragma GCC unroll 4
    for (int b = 0; b < blocks; ++b) words[b].add(Codes::next(edge), _mm512_setzero_si512());
  }

  // First into the second-level cache, shortly before it is read into the first.
  void prefetch_coming(int64_t e) const {
    constexpr int64_t kAhead = 64, kNear = 10;  // edges
    codes_.template prefetch<2>(std::min(e + kAhead, last_));
    codes_.template prefetch<3>(std::min(e + kNear, last_));
  }

  void finish(int64_t row, const float* sums) const {
    write_sums(sums, call_.scale_of(row), call_.stream, call_.y, row);
  }

  const IntegerSums& call_;
  Codes codes_;
  int64_t cols_, last_;
};

HEDDLE_AVX512_END

}  // namespace heddle::cpu
