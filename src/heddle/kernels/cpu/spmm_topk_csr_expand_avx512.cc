// spmm_topk and spmm_topk_quantized, CSR, CPU, of columns anywhere:
//
//   y[i, p[j, r]] += c_i * w(i, j) * s_j * values[j, r]  over edges (i <- j), r < K
//
// Values, f32, bf16 or codes, and a bitmap of their columns lie in records (bitmap_records.h). An
// `expand` instruction brings the next values to the columns whose bits are set; how many these
// are says where the values of the next columns begin. So no branch and no store depends on the
// columns: the sums of 256 of them stand in 16 registers. Edges are taken in runs of 96: their
// factors are computed and their records are found once, then the run is summed once per 256
// columns.
//
// Weak where few of many columns are kept: an edge takes as long as if all were.

#include "heddle/kernels/cpu/bitmap_records.h"
#include "heddle/kernels/cpu/expand_avx512.h"
#include "heddle/kernels/cpu/float_sums.h"
#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/kept_dispatch.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/kernels/cpu/stack_sums.h"
#include "heddle/ops/spmm_quantized.h"
#include "heddle/ops/spmm_topk.h"

#include <algorithm>
#include <cmath>

namespace heddle::cpu {
namespace {

// What all tasks of one run share.
struct ExpandCall : FloatSums {
  int64_t kept;
  std::byte* records;

  int64_t padded_cols() const { return whole_bitmap_blocks(y.cols); }
  bool factors_are_one() const { return !factors.weights.present() && !factors.scales.present(); }
};

// Edges on their way through the columns.
template <class Value>
struct ExpandRun {
  static constexpr int64_t kMost = 96;

  int64_t begin = 0, count = 0;  // entries
  const Value* values[kMost];    // the next ones
  const uint8_t* bitmaps[kMost];
  float factors[kMost];
};

}  // namespace

HEDDLE_AVX512_BEGIN
namespace {

constexpr int kPerBlock = kBitmapBlock / kRegisterFloats;  // registers
constexpr int kBlocks = 4;                                 // whose sums stand in registers
constexpr int64_t kTileColumns = kBlocks * kBitmapBlock;

// For permutations: lane i has element first + i of a vector in its upper half, or highest byte.
inline __m512i upper_halves_of(int first) {
  const __m512i lanes = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  return _mm512_slli_epi32(_mm512_add_epi32(lanes, _mm512_set1_epi32(first)), 16);
}
inline __m512i highest_bytes_of(int first) { return _mm512_slli_epi32(upper_halves_of(first), 8); }

// The values of 64 columns, 0 where no bit is set.
struct ExpandedBlock {
  __m512 floats[kPerBlock];
};

template <bool few>
inline ExpandedBlock expand_block(const float* values, const BlockBits& bits) {
  ExpandedBlock block;
#pragma GCC unroll 4
  for (int q = 0; q < kPerBlock; ++q) {
    const __m512i next = bytes_to_expand<few>(values + bits.set_before(kRegisterFloats * q));
    block.floats[q] = expand_floats(bits.mask16(q), next);
  }
  return block;
}

// A bf16 is the upper half of a float.
template <bool few>
inline ExpandedBlock expand_block(const Bf16* values, const BlockBits& bits) {
  const __m512i places[2] = {upper_halves_of(0), upper_halves_of(16)};
  constexpr __mmask32 kUpperHalves = 0xaaaaaaaa;
  ExpandedBlock block;
#pragma GCC unroll 2
  for (int half = 0; half < 2; ++half) {
    const __m512i next = bytes_to_expand<few>(values + bits.set_before(32 * half));
    const __m512i words = expand_words(static_cast<__mmask32>(bits.word >> (32 * half)), next);
#pragma GCC unroll 2
    for (int q = 0; q < 2; ++q) {
      block.floats[2 * half + q] =
          _mm512_castsi512_ps(_mm512_maskz_permutexvar_epi16(kUpperHalves, places[q], words));
    }
  }
  return block;
}

// Codes become the highest bytes of integers: floats that are 2^24 times too large. Factors below
// 2^-102 lose bits to that.
constexpr float kScaleOfCodes = 1.0F / (1 << 24);

template <bool few>
inline ExpandedBlock expand_block(const int8_t* values, const BlockBits& bits) {
  constexpr __mmask64 kHighestBytes = 0x8888888888888888;
  const __m512i codes = expand_bytes(bits.word, bytes_to_expand<few>(values));
  ExpandedBlock block;
#pragma GCC unroll 4
  for (int q = 0; q < kPerBlock; ++q) {
    const __m512i integers =
        _mm512_maskz_permutexvar_epi8(kHighestBytes, highest_bytes_of(kRegisterFloats * q), codes);
    block.floats[q] = _mm512_cvtepi32_ps(integers);
  }
  return block;
}

// `few`: the values of a row are at most kFewBytes.
template <class Value, bool weighted, bool few>
class ExpandSum {
 public:
  explicit ExpandSum(const ExpandCall& call)
      : call_(call),
        records_(call.records, call.kept, call.y.cols),
        lines_(BitmapRecords<Value>::row_bytes(call.kept, call.y.cols) / 64) {}

  void sum_row(int64_t row, int64_t begin, int64_t end, int64_t slot) const {
    alignas(64) float row_sums[kMaxStackSums];
    float* sums = slot >= 0 ? call_.slots.of(slot) : row_sums;
    if (begin == end) std::fill_n(sums, call_.padded_cols(), 0.0F);
    ExpandRun<Value> run;
    for (int64_t e = begin; e < end; e += run.count) {
      run.begin = e;
      run.count = std::min(end - e, ExpandRun<Value>::kMost);
      add_run(/*fresh=*/e == begin, sums, run);
    }
    if (slot < 0) finish(row, sums);
  }

  void merge(const SplitRow& split) const { finish(split.row, call_.slots.merge(split)); }

 private:
  static constexpr int64_t kAhead = 64, kNear = 10;  // edges whose records are under way
  static constexpr float kScale = std::is_same_v<Value, int8_t> ? kScaleOfCodes : 1.0F;

  void add_run(bool fresh, float* sums, ExpandRun<Value>& run) const {
    const int64_t cols = call_.padded_cols();
    if (cols < kTileColumns) {
      add_tile<1, true>(fresh, 0, sums, run);
      for (int64_t column = kBitmapBlock; column < cols; column += kBitmapBlock) {
        add_tile<1, false>(fresh, column, sums, run);
      }
      return;
    }
    add_tile<kBlocks, true>(fresh, 0, sums, run);
    int64_t column = kTileColumns;
    for (; column + kTileColumns <= cols; column += kTileColumns) {
      add_tile<kBlocks, false>(fresh, column, sums, run);
    }
    for (; column < cols; column += kBitmapBlock) add_tile<1, false>(fresh, column, sums, run);
  }

  // So many blocks of columns, from `column` on. `first`: of the row. `fresh`: nothing was added to
  // the sums yet.
  template <int blocks, bool first>
  [[gnu::noinline]] void add_tile(bool fresh, int64_t column, float* sums,
                                  ExpandRun<Value>& run) const {
    __m512 sum[blocks * kPerBlock];
#pragma GCC unroll 16
    for (int v = 0; v < blocks * kPerBlock; ++v) {
      sum[v] = fresh ? _mm512_setzero_ps() : _mm512_load_ps(sums + column + kRegisterFloats * v);
    }
    for (int64_t k = 0; k < run.count; ++k) {
      if constexpr (first) find_record(k, run);
      if (weighted && !std::isfinite(run.factors[k])) [[unlikely]] {
        add_edge<blocks, first, true>(column, k, run, sum);
      } else {
        add_edge<blocks, first, false>(column, k, run, sum);
      }
    }
#pragma GCC unroll 16
    for (int v = 0; v < blocks * kPerBlock; ++v) {
      _mm512_store_ps(sums + column + kRegisterFloats * v, sum[v]);
    }
  }

  // `masked`: only where bits are set. A factor that is not finite makes NaN of zeros elsewhere.
  template <int blocks, bool first, bool masked>
  inline void add_edge(int64_t column, int64_t k, ExpandRun<Value>& run, __m512* sum) const {
    const __m512 factor = _mm512_set1_ps(weighted ? run.factors[k] : 1.0F);
    const uint8_t* bitmap = run.bitmaps[k] + column / 8;
    const Value* values = run.values[k];
#pragma GCC unroll 4
    for (int b = 0; b < blocks; ++b) {
      if constexpr (first) prefetch_part<blocks>(run.begin + k, b);
      const BlockBits bits(bitmap + sizeof(uint64_t) * b);
      add_block<masked>(expand_block<few>(values, bits), bits, factor, sum + b * kPerBlock);
      values += bits.set();
    }
    run.values[k] = values;
  }

  void find_record(int64_t k, ExpandRun<Value>& run) const {
    const int64_t e = run.begin + k;
    const int64_t sender = call_.a().columns[e];
    run.values[k] = records_.values(sender);
    run.bitmaps[k] = records_.bitmap(sender);
    if constexpr (weighted) {
      call_.factors.prefetch(std::min(e + kAhead, call_.a().entries() - 1));
      run.factors[k] = kScale * call_.factors.of(e);
    }
  }

  // Parts of the records of coming edges, between the additions of blocks: prefetches in bursts
  // wait for each other. First into the second-level cache, shortly before into the first.
  template <int parts>
  void prefetch_part(int64_t e, int part) const {
    const int64_t last = call_.a().entries() - 1;
    const auto* coming = record_of(std::min(e + kAhead, last));
    const auto* next = record_of(std::min(e + kNear, last));
    for (int64_t line = part; line < lines_; line += parts) {
      prefetch_line<2>(coming + 64 * line);
      prefetch_line<3>(next + 64 * line);
    }
  }
  const char* record_of(int64_t entry) const {
    return reinterpret_cast<const char*>(records_.values(call_.a().columns[entry]));
  }

  template <bool masked>
  static inline void add_block(const ExpandedBlock& block, const BlockBits& bits, __m512 factor,
                               __m512* sum) {
#pragma GCC unroll 4
    for (int q = 0; q < kPerBlock; ++q) {
      const __mmask16 here = masked ? bits.mask16(q) : __mmask16{0xffff};
      if constexpr (!weighted) {
        sum[q] = _mm512_add_ps(sum[q], block.floats[q]);
      } else if constexpr (std::is_same_v<Value, int8_t>) {
        sum[q] = _mm512_mask3_fmadd_ps(block.floats[q], factor, sum[q], here);
      } else {
        const __m512 product = _mm512_mul_ps(block.floats[q], factor);
        sum[q] = _mm512_mask_add_ps(sum[q], here, sum[q], product);
      }
    }
  }

  void finish(int64_t row, const float* sums) const {
    write_sums(sums, call_.scale_of_sum(row), call_.stream, call_.y, row);
  }

  const ExpandCall& call_;
  BitmapRecords<Value> records_;
  int64_t lines_;  // of a record
};

}  // namespace
HEDDLE_AVX512_END

namespace {

Support supports_expand(const KernelQuery& query) {
  if (query.results[0].dtype == DType::kF64) return no("sums are f64");
  if (query.results[0].cols > kMaxStackSums) return too_many_stack_sums();
  return avx512_support();
}

int64_t record_bytes_of(DType values, int64_t rows, const Type& positions) {
  int64_t bytes = 0;
  dispatch_value(values, [&]<class Value>(Value) {
    bytes = BitmapRecords<Value>::bytes(rows, positions.kept, positions.cols);
  });
  return bytes;
}

// Of a column and an edge, kept or not: to bring a value to it, multiply and add.
constexpr double kFlopsPerSum = 7;

Cost cost_of(const KernelQuery& query, const HardwareProfile& hardware, const Type& positions) {
  const Type& values = query.operands[1];
  const int64_t entries = query.operands[0].entries;
  const int64_t records = record_bytes_of(values.dtype, values.rows, positions);
  const int64_t cols = whole_bitmap_blocks(positions.cols);
  double sequential = static_cast<double>(query.results[0].bytes() + records);
  for (const Type& operand : query.operands) sequential += static_cast<double>(operand.bytes());
  const double sums = static_cast<double>(entries) * static_cast<double>(cols);
  return gather_cost(hardware,
                     {.rows = entries,
                      .row_bytes = values.rows == 0 ? 0 : records / values.rows,
                      .matrix_bytes = records,
                      .sequential_bytes = sequential,
                      .flops = kFlopsPerSum * sums},
                     records + slots_bytes(entries, cols));
}

template <class Value, bool few>
void run_all(const ExpandCall& call, int threads) {
  call.factors_are_one() ? sum_all_rows(call.a(), threads, ExpandSum<Value, false, few>(call))
                         : sum_all_rows(call.a(), threads, ExpandSum<Value, true, few>(call));
}

void sum_expanded(const KernelArgs& args, const OperandView& positions, const OperandView& weights,
                  const OperandView& scales) {
  const OperandView& rows = args.operands[1];
  const OperandView& y = args.results[0];
  dispatch_value(rows.dtype, [&]<class Value>(Value) {
    using Records = BitmapRecords<Value>;
    Records(args.workspace, positions.cols, y.cols).write(args.threads, rows, positions);
    std::byte* slots = args.workspace + Records::bytes(rows.rows, positions.cols, y.cols);
    const EdgeFactors factors = {*args.operands[0].adjacency, weights, scales};
    const ExpandCall call = {FloatSums(args, factors, slots, whole_bitmap_blocks(y.cols)),
                             positions.cols, args.workspace};
    const bool few = positions.cols * static_cast<int64_t>(sizeof(Value)) <= kFewBytes;
    few ? run_all<Value, true>(call, args.threads) : run_all<Value, false>(call, args.threads);
  });
}

Support supports(const KernelQuery& query) { return supports_expand(query); }
Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  return cost_of(query, hardware, query.operands[2]);
}
void run(const KernelArgs& args) { sum_expanded(args, args.operands[2], args.operands[3], {}); }

Support supports_codes(const KernelQuery& query) {
  const Support factors = support_of_factors_on_edges(query);
  return factors.accepted() ? supports_expand(query) : factors;
}
Cost cost_of_codes(const KernelQuery& query, const HardwareProfile& hardware) {
  return cost_of(query, hardware, query.operands[3]);
}
void run_codes(const KernelArgs& args) {
  sum_expanded(args, args.operands[3], args.operands[4], args.operands[2]);
}

}  // namespace

const Kernel kSpmmTopkCsrExpandAvx512 = {
    .name = "spmm_topk_csr_cpu_expand_avx512",
    .op = &kSpmmTopk,
    .supports = supports,
    .cost = cost,
    .run = run,
};

const Kernel kSpmmTopkQuantizedCsrExpandAvx512 = {
    .name = "spmm_topk_quantized_csr_cpu_expand_avx512",
    .op = &kSpmmTopkQuantized,
    .supports = supports_codes,
    .cost = cost_of_codes,
    .run = run_codes,
};

}  // namespace heddle::cpu
