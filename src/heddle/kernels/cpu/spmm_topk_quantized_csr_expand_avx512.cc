// spmm_topk_quantized, CSR, CPU, of columns anywhere, unweighted, one scale for all rows:
//
//   y[i, p[j, r]] += c_i s codes[j, r]      over edges (i <- j), r < K
//
// Integers all the way: the sums are exact, whatever their order. An `expand` brings the next codes
// to those of 64 columns whose bits are set. The bytes of two edges are interleaved and added into
// 16 bits, enough for 192 edges; then sums go to f32, up to 2^24 exactly. Factors of senders are as
// in spmm_topk_quantized_csr_cpu_group_integers.
//
// Weak where few of many columns are kept: an edge takes as long as if all were.

#include "heddle/kernels/cpu/bitmap_integers.h"
#include "heddle/kernels/cpu/expand_avx512.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/ops/spmm_quantized.h"

#include <algorithm>

namespace heddle::cpu {
namespace {

// The codes and the bitmap of one edge, on the way through its columns.
struct CodeCursor {
  const int8_t* codes;
  const uint8_t* bitmap;
};

// Behind the last of an odd number of edges: no column is kept.
constexpr int8_t kNoCodes[64] = {};
constexpr uint8_t kNoColumns[kMaxBitmapCols / 8] = {};

}  // namespace

HEDDLE_AVX512_BEGIN
namespace {

constexpr int kBlocks = 4;  // whose sums stand in registers
constexpr int64_t kTileColumns = kBlocks * kBitmapBlock;

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

  // By 2^bits, to the nearest, halves up.
  void divide(int bits) {
    const __m512i rounding = _mm512_set1_epi16(static_cast<int16_t>(1 << (bits - 1)));
    const __m128i shift = _mm_cvtsi32_si128(bits);
    lower = _mm512_sra_epi16(_mm512_add_epi16(lower, rounding), shift);
    upper = _mm512_sra_epi16(_mm512_add_epi16(upper, rounding), shift);
  }

  void add_to(float* sums, float factor) const {
    add_quarter<0>(sums, factor);
    add_quarter<1>(sums, factor);
    add_quarter<2>(sums, factor);
    add_quarter<3>(sums, factor);
  }

 private:
  template <int quarter>
  void add_quarter(float* sums, float factor) const {
    const __m128i low = _mm512_extracti32x4_epi32(lower, quarter);
    const __m128i high = _mm512_extracti32x4_epi32(upper, quarter);
    const __m512i integers = _mm512_cvtepi16_epi32(_mm256_set_m128i(high, low));
    const __m512 value = _mm512_mul_ps(_mm512_cvtepi32_ps(integers), _mm512_set1_ps(factor));
    float* to = sums + quarter * kFloats;
    _mm512_store_ps(to, _mm512_add_ps(_mm512_load_ps(to), value));
  }
};

// `few`: a row has at most kFewBytes codes.
template <bool few>
class ExpandIntegers {
 public:
  explicit ExpandIntegers(const BitmapIntegers& call) : call_(call), cols_(call.padded_cols()) {}

  void sum_row(int64_t row, int64_t begin, int64_t end, int64_t slot) const {
    alignas(64) float row_sums[kMaxBitmapCols];
    float* sums = slot >= 0 ? call_.slots.of(slot) : row_sums;
    std::fill_n(sums, cols_, 0.0F);
    for (int64_t e = begin; e < end;) {
      const ClassRuns runs(call_.edges, e, end);
      sum_edges(e, runs, sums);
      e = runs.edges_end();
    }
    if (slot < 0) finish(row, sums);
  }

  void merge(const SplitRow& split) const { finish(split.row, call_.slots.merge(split)); }

 private:
  static constexpr int64_t kAhead = 64;  // edges whose records are under way

  void sum_edges(int64_t begin, const ClassRuns& runs, float* sums) const {
    CodeCursor edges[ClassRuns::kMostEdges + 1];
    find_records(begin, runs.edges_end(), edges);
    int64_t column = 0;
    for (; column + kTileColumns <= cols_; column += kTileColumns) {
      sum_tile<kBlocks>(begin, runs, column, edges, sums);
    }
    for (; column < cols_; column += kBitmapBlock) {
      sum_tile<1>(begin, runs, column, edges, sums);
    }
  }

  void find_records(int64_t begin, int64_t end, CodeCursor* edges) const {
    const int64_t last = call_.a.entries() - 1;
    for (int64_t e = begin; e < end; ++e) {
      call_.records.prefetch<3>(call_.edges.sender(std::min(e + kAhead, last)));
      const int64_t sender = call_.edges.sender(e);
      *edges++ = {call_.records.values(sender), call_.records.bitmap(sender)};
    }
    *edges = {kNoCodes, kNoColumns};
  }

  // So many blocks of columns, from `column` on. Edges of a class come in pairs.
  template <int blocks>
  [[gnu::noinline]] void sum_tile(int64_t begin, const ClassRuns& runs, int64_t column,
                                  CodeCursor* edges, float* sums) const {
    WordSums words[blocks];
#pragma GCC unroll 4
    for (WordSums& word : words) word.clear();
    CodeCursor none = edges[runs.edges_end() - begin];
    int64_t first = begin;
    for (const ClassRuns::Run& run : runs) {
      if (run.shift > 0) {
#pragma GCC unroll 4
        for (WordSums& word : words) word.divide(run.shift);
      }
      int64_t e = first;
      for (; e + 1 < run.end; e += 2) {
        add_pair<blocks>(edges[e - begin], edges[e + 1 - begin], column, words);
      }
      if (e < run.end) add_pair<blocks>(edges[e - begin], none, column, words);
      first = run.end;
    }
#pragma GCC unroll 4
    for (int b = 0; b < blocks; ++b) {
      words[b].add_to(sums + column + kBitmapBlock * b, runs.factor());
    }
  }

  template <int blocks>
  static inline void add_pair(CodeCursor& first, CodeCursor& second, int64_t column,
                              WordSums* words) {
    const int8_t *first_codes = first.codes, *second_codes = second.codes;
#pragma GCC unroll 4
    for (int b = 0; b < blocks; ++b) {
      const BlockBits first_bits(first.bitmap + column / 8 + 8 * b);
      const BlockBits second_bits(second.bitmap + column / 8 + 8 * b);
      words[b].add(expand_bytes(first_bits.word, bytes_to_expand<few>(first_codes)),
                   expand_bytes(second_bits.word, bytes_to_expand<few>(second_codes)));
      first_codes += first_bits.set();
      second_codes += second_bits.set();
    }
    first.codes = first_codes;
    second.codes = second_codes;
  }

  void finish(int64_t row, const float* sums) const {
    write_sums(sums, call_.y.cols, call_.scale_of(row), call_.stream, call_.y.row(row));
  }

  const BitmapIntegers& call_;
  int64_t cols_;
};

}  // namespace
HEDDLE_AVX512_END

namespace {

Support supports(const KernelQuery& query) {
  const Support integers = support_of_bitmap_integers(query);
  return integers.accepted() ? avx512_support() : integers;
}

// Of a column and an edge, kept or not: expand, interleave, multiply and add bytes.
constexpr double kFlopsPerSum = 4;

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  return bitmap_integers_cost(query, hardware, {.flops = kFlopsPerSum * bitmap_sums(query)});
}

void run(const KernelArgs& args) {
  const BitmapIntegers call(args);
  args.operands[3].cols <= kFewBytes
      ? sum_all_rows(call.a, args.threads, ExpandIntegers<true>(call))
      : sum_all_rows(call.a, args.threads, ExpandIntegers<false>(call));
}

}  // namespace

const Kernel kSpmmTopkQuantizedExpandIntegers = {
    .name = "spmm_topk_quantized_csr_cpu_expand_integers_avx512",
    .op = &kSpmmTopkQuantized,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
