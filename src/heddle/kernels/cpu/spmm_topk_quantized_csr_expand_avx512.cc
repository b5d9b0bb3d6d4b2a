// spmm_topk_quantized, CSR, CPU, unweighted, one scale for all rows:
//
//   y[i, p[j, r]] += c_i s codes[j, r]      over edges (i <- j), r < K
//
// Integers all the way: the sums are exact, whatever their order. Codes and a bitmap of their
// columns lie in records (bitmap_records.h). Where columns are anywhere, an `expand` brings the next
// codes to those of 64 columns whose bits are set; where one of every group is kept, a permutation
// brings each to all columns of its group, and the bits choose. The bytes of two edges are
// interleaved and added into 16 bits, enough for 192 edges; then sums go to f32, up to 2^24 exactly.
// Factors of senders are as in spmm_topk_quantized_csr_cpu_group_integers.
//
// Weak where few of many columns are kept: an edge takes as long as if all were.

#include "heddle/kernels/cpu/bitmap_integers.h"
#include "heddle/kernels/cpu/expand_avx512.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/ops/spmm_quantized.h"

#include <algorithm>
#include <array>

namespace heddle::cpu {
namespace {

// Behind the last of an odd number of edges: no column is kept.
constexpr int8_t kNoCodes[kMaxBitmapCols / 4 + 64] = {};
constexpr uint8_t kNoColumns[kMaxBitmapCols / 8] = {};

// Of the words of two registers, those of the upper one numbered from 32, that are columns 0 to 31 or
// 32 to 63 where each has 8 of every 16 columns.
struct WordOrder {
  alignas(64) int16_t words[2][32];

  constexpr WordOrder() : words{} {
    for (int column = 0; column < 64; ++column) {
      const int in_register = column / 16 * 8 + column % 8;
      words[column / 32][column % 32] = static_cast<int16_t>(in_register + column % 16 / 8 * 32);
    }
  }
};
constexpr WordOrder kWordOrder;

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

// Where sums of a row of columns go: scaled, and added to what is there or written.
struct SumsTo {
  float* row;
  int64_t cols;
  float scale;
  bool add, stream;

  void put(int64_t column, __m512 value) const {
    if (column >= cols) return;
    if (add) value = _mm512_add_ps(value, _mm512_load_ps(row + column));
    store_lanes(value, lanes_of(cols - column), stream, row + column);
  }
};

// Codes of columns anywhere. `few`: a row has at most kFewBytes of them.
template <bool few>
struct CodesAnywhere {
  // Codes of the columns before this one.
  static int64_t before(const uint8_t* bitmap, int64_t column) {
    int64_t count = 0;
    for (int64_t c = 0; c < column; c += kBitmapBlock) count += BlockBits(bitmap + c / 8).set();
    return count;
  }
  static int64_t count(const BlockBits& bits) { return bits.set(); }

  static __m512i at_columns(const BlockBits& bits, const int8_t* codes) {
    return expand_bytes(bits.mask64(), bytes_to_expand<few>(codes));
  }
};

// One of every group of so many columns.
template <int width>
struct CodesOfGroups {
  static_assert(kBitmapBlock % width == 0 && kBitmapBlock / width <= kFewBytes);

  static int64_t before(const uint8_t* /*bitmap*/, int64_t column) { return column / width; }
  static int64_t count(const BlockBits& /*bits*/) { return kBitmapBlock / width; }

  static __m512i at_columns(const BlockBits& bits, const int8_t* codes) {
    const __m512i groups = _mm512_load_si512(kGroupOfColumn.data());
    return _mm512_maskz_permutexvar_epi8(bits.mask64(), groups, bytes_to_expand<true>(codes));
  }

 private:
  alignas(64) static constexpr auto kGroupOfColumn = [] {
    std::array<int8_t, kBitmapBlock> groups{};
    for (int c = 0; c < kBitmapBlock; ++c) groups[static_cast<size_t>(c)] = static_cast<int8_t>(c / width);
    return groups;
  }();
};

template <class Codes>
class ExpandIntegers {
 public:
  explicit ExpandIntegers(const BitmapIntegers& call)
      : call_(call),
        edges_(call.edges),
        records_(call.records),
        cols_(call.padded_cols()),
        last_(call.a.entries() - 1),
        lines_(call.records.row_bytes() / 64) {}

  void sum_row(int64_t row, int64_t begin, int64_t end, int64_t slot) const {
    if (slot < 0 && begin < end) {
      const ClassRuns runs(edges_, begin, end);
      if (runs.edges_end() == end) return sum_edges(begin, runs, sums_to_y(row));
    }
    alignas(64) float row_sums[kMaxBitmapCols];
    float* sums = slot >= 0 ? call_.slots.of(slot) : row_sums;
    std::fill_n(sums, cols_, 0.0F);
    for (int64_t e = begin; e < end;) {
      const ClassRuns runs(edges_, e, end);
      sum_edges(e, runs, {.row = sums, .cols = cols_, .scale = 1, .add = true, .stream = false});
      e = runs.edges_end();
    }
    if (slot < 0) finish(row, sums);
  }

  void merge(const SplitRow& split) const { finish(split.row, call_.slots.merge(split)); }

 private:
  SumsTo sums_to_y(int64_t row) const {
    return {.row = call_.y.row(row),
            .cols = call_.y.cols,
            .scale = call_.scale_of(row),
            .add = false,
            .stream = call_.stream};
  }

  void sum_edges(int64_t begin, const ClassRuns& runs, const SumsTo& to) const {
    int64_t column = 0;
    if (cols_ >= kTileColumns) {
      sum_tile<kBlocks, true>(begin, runs, 0, to);
      column = kTileColumns;
    }
    for (; column + kTileColumns <= cols_; column += kTileColumns) {
      sum_tile<kBlocks, false>(begin, runs, column, to);
    }
    for (; column < cols_; column += kBitmapBlock) {
      column == 0 ? sum_tile<1, true>(begin, runs, 0, to)
                  : sum_tile<1, false>(begin, runs, column, to);
    }
  }

  // So many blocks of columns, from `column` on. Edges of a class come in pairs. Records are asked
  // for while others are summed: many at once would wait for each other.
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
        for (WordSums& word : words) word.divide(run.shift);
      }
      for (; e + 1 < run.end; e += 2) {
        if (first) prefetch_coming(e), prefetch_coming(e + 1);
        add_pair<blocks>(record(e), record(e + 1), column, words);
      }
      if (e < run.end) {
        if (first) prefetch_coming(e);
        add_pair<blocks>(record(e), {kNoCodes, kNoColumns}, column, words);
        ++e;
      }
    }
    const __m512 factor = _mm512_set1_ps(runs.factor() * to.scale);
#pragma GCC unroll 4
    for (int b = 0; b < blocks; ++b) {
      __m512 floats[kBitmapBlock / kFloats];
      words[b].to_floats(floats);
#pragma GCC unroll 4
      for (int q = 0; q < kBitmapBlock / kFloats; ++q) {
        to.put(column + kBitmapBlock * b + kFloats * q, _mm512_mul_ps(floats[q], factor));
      }
    }
  }

  struct Record {
    const int8_t* codes;
    const uint8_t* bitmap;
  };
  Record record(int64_t e) const {
    const int64_t sender = edges_.sender(e);
    return {records_.values(sender), records_.bitmap(sender)};
  }
  void prefetch_coming(int64_t e) const {
    constexpr int64_t kAhead = 64;  // edges
    const int64_t coming = std::min(e + kAhead, last_);
    const auto* record = reinterpret_cast<const char*>(records_.values(edges_.sender(coming)));
    for (int64_t line = 0; line < lines_; ++line) prefetch_line<3>(record + 64 * line);
  }

  template <int blocks>
  static inline void add_pair(const Record& first, const Record& second, int64_t column,
                              WordSums* words) {
    const int8_t* first_codes = first.codes + Codes::before(first.bitmap, column);
    const int8_t* second_codes = second.codes + Codes::before(second.bitmap, column);
#pragma GCC unroll 4
    for (int b = 0; b < blocks; ++b) {
      const BlockBits first_bits(first.bitmap + column / 8 + 8 * b);
      const BlockBits second_bits(second.bitmap + column / 8 + 8 * b);
      words[b].add(Codes::at_columns(first_bits, first_codes),
                   Codes::at_columns(second_bits, second_codes));
      first_codes += Codes::count(first_bits);
      second_codes += Codes::count(second_bits);
    }
  }

  void finish(int64_t row, const float* sums) const {
    write_sums(sums, call_.y.cols, call_.scale_of(row), call_.stream, call_.y.row(row));
  }

  const BitmapIntegers& call_;
  ClassedEdges edges_;
  BitmapRecords<int8_t> records_;
  int64_t cols_, last_, lines_;
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

template <class Codes>
void sum_codes(const BitmapIntegers& call, int threads) {
  sum_all_rows(call.a, threads, ExpandIntegers<Codes>(call));
}

void run(const KernelArgs& args) {
  const BitmapIntegers call(args);
  const OperandView& positions = args.operands[3];
  const bool one_per_group = positions.cols * positions.group == call.y.cols;
  if (one_per_group && positions.group == 8) return sum_codes<CodesOfGroups<8>>(call, args.threads);
  if (one_per_group && positions.group == 4) return sum_codes<CodesOfGroups<4>>(call, args.threads);
  positions.cols <= kFewBytes ? sum_codes<CodesAnywhere<true>>(call, args.threads)
                              : sum_codes<CodesAnywhere<false>>(call, args.threads);
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
