// spmm_topk_gradient, CSR, CPU:  dvalues[j, r] = sum over edges (i <- j) of w(i, j) dy[i, p[j, r]]
//
// Push by ranges of senders, as spmm_topk_gradient_csr_cpu_push, whose bits it has. A row of dy, up
// to 256 columns, stands in registers while its edges are walked: as words, two per float. The
// columns of a sender's 32 values are looked up there by permutations of words, four for the upper
// halves and four for the lower ones, instead of one load each.
//
// Weak where receivers have few edges per range: the row of dy is prepared once per range.

#include "heddle/base/bf16.h"
#include "heddle/kernels/cpu/avx512.h"
#include "heddle/kernels/cpu/edge_weights.h"
#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/kept_records.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/sender_ranges.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/ops/spmm_topk.h"

#include <algorithm>
#include <cstring>

namespace heddle::cpu {
namespace {

constexpr int64_t kLookups = 32;  // values that are looked up together

// Of one sender: sums of its values in whole vectors of 16 floats, then their columns, 32 bytes for
// every 32 values, in the order of lookups; then padding to whole cache lines.
class PushRecords {
 public:
  PushRecords(std::byte* memory, int64_t kept)
      : memory_(memory), kept_(kept), row_bytes_(row_bytes(kept)) {}

  static int64_t sums_of(int64_t kept) { return (kept + 15) / 16 * 16; }
  static int64_t row_bytes(int64_t kept) {
    const int64_t lookups = (kept + kLookups - 1) / kLookups * kLookups;
    return padded_bytes(sums_of(kept) * static_cast<int64_t>(sizeof(float)) + lookups);
  }

  float* sums(int64_t row) const { return reinterpret_cast<float*>(memory_ + row * row_bytes_); }
  uint8_t* columns(int64_t row) const {
    return reinterpret_cast<uint8_t*>(sums(row) + sums_of(kept_));
  }
  void prefetch(int64_t row) const { prefetch_record<3, true>(sums(row), row_bytes_); }

  void clear(int64_t row, const uint8_t* positions) const {
    std::memset(sums(row), 0, static_cast<size_t>(row_bytes_));
    uint8_t* to = columns(row);
    for (int64_t r = 0; r < kept_; ++r) to[lookup_of(r)] = positions[r];
  }

 private:
  // Words of two vectors become floats of two vectors by interleaving inside 16 bytes: of 8 words
  // the first 4 go to the first vector.
  static int64_t lookup_of(int64_t r) {
    const int64_t block = r / kLookups * kLookups, vector = r % kLookups / 16, lane = r % 16;
    return block + lane / 4 * 8 + vector * 4 + lane % 4;
  }

  std::byte* memory_;
  int64_t kept_, row_bytes_;
};

}  // namespace

HEDDLE_AVX512_BEGIN
namespace {

// 256 words, looked up 32 at a time.
struct WordTable {
  __m512i words[8];

  __m512i at(__m512i columns, __mmask32 upper_half, __mmask32 odd_quarter) const {
    const __m512i quarters[4] = {_mm512_permutex2var_epi16(words[0], columns, words[1]),
                                 _mm512_permutex2var_epi16(words[2], columns, words[3]),
                                 _mm512_permutex2var_epi16(words[4], columns, words[5]),
                                 _mm512_permutex2var_epi16(words[6], columns, words[7])};
    const __m512i lower = _mm512_mask_blend_epi16(odd_quarter, quarters[0], quarters[1]);
    const __m512i upper = _mm512_mask_blend_epi16(odd_quarter, quarters[2], quarters[3]);
    return _mm512_mask_blend_epi16(upper_half, lower, upper);
  }
};

inline __m512i even_words() {
  const __m512i lanes = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  const __m512i even = _mm512_slli_epi32(lanes, 1);  // 0, 2, ... 30 as 32 bits each
  const __m512i pairs = _mm512_slli_epi32(even, 1);  // 0, 4, ... 60
  return _mm512_or_si512(pairs,
                         _mm512_slli_epi32(_mm512_add_epi32(pairs, _mm512_set1_epi32(2)), 16));
}

// A row of dy: the upper halves of its floats and, unless it is bf16, the lower ones.
template <class T>
class RowTable {
 public:
  // Columns behind the last are not looked up.
  RowTable(const T* row, int64_t cols) {
#pragma GCC unroll 8
    for (int64_t v = 0; v < 8; ++v) load(row + kLookups * v, cols - kLookups * v, v);
  }

  // floats[0] and [1] from 32 columns, as PushRecords orders them.
  void look_up(const uint8_t* columns, __m512 (&floats)[2]) const {
    const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(columns));
    const __m512i places = _mm512_cvtepu8_epi16(bytes);
    const __mmask32 upper_half = _mm256_movepi8_mask(bytes);
    const __mmask32 odd_quarter = _mm256_movepi8_mask(_mm256_add_epi8(bytes, bytes));
    const __m512i high = high_.at(places, upper_half, odd_quarter);
    __m512i low = _mm512_setzero_si512();
    if constexpr (std::is_same_v<T, float>) low = low_.at(places, upper_half, odd_quarter);
    floats[0] = _mm512_castsi512_ps(_mm512_unpacklo_epi16(low, high));
    floats[1] = _mm512_castsi512_ps(_mm512_unpackhi_epi16(low, high));
  }

 private:
  static __mmask16 first(int64_t count) {
    return static_cast<__mmask16>(count >= 16 ? 0xffff : count <= 0 ? 0 : (1U << count) - 1);
  }

  void load(const T* from, int64_t count, int64_t v) {
    if constexpr (std::is_same_v<T, float>) {
      const __m512i a = _mm512_maskz_loadu_epi32(first(count), from);
      const __m512i b = _mm512_maskz_loadu_epi32(first(count - 16), from + 16);
      const __m512i even = even_words();
      low_.words[v] = _mm512_permutex2var_epi16(a, even, b);
      high_.words[v] =
          _mm512_permutex2var_epi16(a, _mm512_add_epi16(even, _mm512_set1_epi16(1)), b);
    } else {
      const auto both = static_cast<__mmask32>(first(count) | first(count - 16) << 16);
      high_.words[v] = _mm512_maskz_loadu_epi16(both, from);
    }
  }

  WordTable high_, low_;
};

template <class T>
class PushLookups {
 public:
  explicit PushLookups(const KernelArgs& args)
      : a_(*args.operands[0].adjacency),
        dy_(args.operands[1].matrix<const T>()),
        weights_(args.operands[3]),
        kept_(args.results[0].cols),
        records_(args.workspace, kept_) {}

  void push(RowRange senders) const {
    constexpr int64_t kAhead = 32;  // edges
    SenderRangeEdges here(a_, senders), coming(a_, senders);
    for (int64_t e = 0; e < kAhead && coming.more(); ++e) prefetch(coming);
    while (here.more()) push_row(here, coming);
  }

 private:
  void prefetch(SenderRangeEdges& coming) const {
    records_.prefetch(a_.columns[coming.entry()]);
    coming.next();
  }

  // All edges of one receiver.
  [[gnu::noinline]] void push_row(SenderRangeEdges& here, SenderRangeEdges& coming) const {
    const int64_t end = here.row_end();
    const RowTable<T> dy(dy_.row(here.row()), dy_.cols);
    for (int64_t e = here.entry(); e < end; ++e) {
      if (coming.more()) prefetch(coming);
      const float weight = weights_.present() ? *edge_weights(a_, weights_, e) : 1.0F;
      add(dy, _mm512_set1_ps(weight), a_.columns[e]);
    }
    here.next_row();
  }

  void add(const RowTable<T>& dy, __m512 weight, int64_t sender) const {
    float* sums = records_.sums(sender);
    const uint8_t* columns = records_.columns(sender);
    for (int64_t r = 0; r < kept_; r += kLookups) {
      __m512 floats[2];
      dy.look_up(columns + r, floats);
      add_to(sums + r, weight, floats[0]);
      if (r + 16 < kept_) add_to(sums + r + 16, weight, floats[1]);
    }
  }

  static void add_to(float* sums, __m512 weight, __m512 floats) {
    const __m512 product = _mm512_mul_ps(weight, floats);
    _mm512_store_ps(sums, _mm512_add_ps(_mm512_load_ps(sums), product));
  }

  const AdjacencyView& a_;
  MatrixView<const T> dy_;
  const OperandView& weights_;
  int64_t kept_;
  PushRecords records_;
};

}  // namespace
HEDDLE_AVX512_END

namespace {

Support supports(const KernelQuery& query) {
  if (query.operands[1].dtype == DType::kF64) return no("dy is f64");
  if (query.operands[2].dtype != DType::kU8) return no("rows have more than 256 columns");
  if (query.operands[0].relations > 1) return no("senders of several relations are not ascending");
  return avx512_support();
}

// Of 32 values and an edge; of a row of dy and a range.
constexpr double kOpsPerLookup = 25, kOpsPerRow = 30;

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& dy = query.operands[1];
  const Type& positions = query.operands[2];
  const int64_t entries = query.operands[0].entries;
  const int64_t row_bytes = PushRecords::row_bytes(positions.kept);
  const int64_t records = positions.rows * row_bytes;
  const double sequential = static_cast<double>(
      query.threads * (dy.bytes() + query.operands[0].bytes()) + query.results[0].bytes() +
      positions.bytes() + 2 * records + query.operands[3].bytes());
  const int64_t lookups = (positions.kept + kLookups - 1) / kLookups;
  const double ops = kOpsPerLookup * static_cast<double>(lookups * entries) +
                     kOpsPerRow * static_cast<double>(query.threads * dy.rows);
  return gather_cost(hardware,
                     {.rows = entries,
                      .row_bytes = row_bytes,
                      .matrix_bytes = records,
                      .sequential_bytes = sequential,
                      .scalar_ops = ops,
                      .threads = query.threads},
                     records);
}

template <class T>
void push_all(const KernelArgs& args) {
  const AdjacencyView& a = *args.operands[0].adjacency;
  const auto positions = args.operands[2].matrix<const uint8_t>();
  const auto d_values = args.results[0].matrix<T>();
  const PushRecords records(args.workspace, d_values.cols);
  parallel_ranges(args.threads, d_values.rows, kRecordsPerTask, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) records.clear(row, positions.row(row));
  });
  const PushLookups<T> lookups(args);
  parallel_for(args.threads, args.threads,
               [&](int64_t i) { lookups.push(sender_range(a, i, args.threads)); });
  parallel_ranges(args.threads, d_values.rows, kRecordsPerTask, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      const float* sums = records.sums(row);
      T* to = d_values.row(row);
      for (int64_t r = 0; r < d_values.cols; ++r) to[r] = static_cast<T>(sums[r]);
    }
  });
}

void run(const KernelArgs& args) {
  args.results[0].dtype == DType::kBf16 ? push_all<Bf16>(args) : push_all<float>(args);
}

}  // namespace

const Kernel kSpmmTopkGradientCsrPushAvx512 = {
    .name = "spmm_topk_gradient_csr_cpu_push_avx512",
    .op = &kSpmmTopkGradient,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
