// spmm_topk and spmm_topk_quantized, CSR, CPU, of groups of 8 or 4:
//
//   y[i, g W + p] = c_i * sum over edges (i <- j) of w(i, j) s_j values[j, g] where the place is p
//
// Values are f32, bf16 or codes, sums f32. Accumulator p holds place p of 16 groups, and is added
// to under a mask: the groups whose kept column is at p. The sums of 256 columns stand in 16
// registers. Rows lie in records: values carry their places where their exponents leave room for
// them (place_words_avx512.h), as those of codes do and those of floats mostly; otherwise each
// place is a byte of its own.
//
// Weak for groups that are no whole 256 columns, whose records hold zeros; where weights lie in
// another order than entries: reading them takes as long as reading records; and where exponents
// leave no room, which the cost does not foresee: records are up to twice as long then.

#include "heddle/base/parallel.h"
#include "heddle/kernels/cpu/expand_avx512.h"
#include "heddle/kernels/cpu/float_sums.h"
#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/kept_dispatch.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/place_words_avx512.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/kernels/cpu/stack_sums.h"
#include "heddle/ops/spmm_quantized.h"
#include "heddle/ops/spmm_topk.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <optional>
#include <type_traits>

namespace heddle::cpu {
namespace {

// What all tasks of one run share.
struct MaskedCall : FloatSums {
  std::byte* memory;  // of the records
  PlaceLayout layout;
};

}  // namespace

HEDDLE_AVX512_BEGIN
namespace {

// to[g * width + place] from sums of four places of 16 groups.
template <int width>
inline void store_four_places(const __m512* places, float* to) {
  const __m512 a = _mm512_unpacklo_ps(places[0], places[1]);
  const __m512 b = _mm512_unpackhi_ps(places[0], places[1]);
  const __m512 c = _mm512_unpacklo_ps(places[2], places[3]);
  const __m512 d = _mm512_unpackhi_ps(places[2], places[3]);
  // Of every four groups the first, second, third and fourth.
  const __m512 groups[4] = {_mm512_shuffle_ps(a, c, 0x44), _mm512_shuffle_ps(a, c, 0xee),
                            _mm512_shuffle_ps(b, d, 0x44), _mm512_shuffle_ps(b, d, 0xee)};
#pragma GCC unroll 4
  for (int k = 0; k < 4; ++k) {
    float* from = to + k * width;
    _mm_store_ps(from, _mm512_castps512_ps128(groups[k]));
    _mm_store_ps(from + 4 * width, _mm512_extractf32x4_ps(groups[k], 1));
    _mm_store_ps(from + 8 * width, _mm512_extractf32x4_ps(groups[k], 2));
    _mm_store_ps(from + 12 * width, _mm512_extractf32x4_ps(groups[k], 3));
  }
}

template <class Records, int width>
class MaskedSum {
 public:
  MaskedSum(const MaskedCall& call, const Records& records)
      : call_(call),
        records_(records),
        layers_(call.layout.shape.layers),
        layer_bytes_(call.layout.layer_bytes()),
        row_bytes_(call.layout.row_bytes()) {}

  void sum_row(int64_t row, int64_t begin, int64_t end, int64_t slot) const {
    alignas(64) float row_sums[kMaxStackSums];
    float* sums = slot >= 0 ? call_.slots.of(slot) : row_sums;
    for (int64_t column = 0; column < call_.layout.padded_cols(); column += kMaskedTile) {
      sum_tile(column, begin, end, sums + column);
    }
    if (slot < 0) finish(row, sums);
  }

  void merge(const SplitRow& split) const { finish(split.row, call_.slots.merge(split)); }

 private:
  static constexpr int kVectors = kMaskedTile / width / kGroupsPerVector;

  // to: the sums of 256 columns.
  [[gnu::noinline]] void sum_tile(int64_t column, int64_t begin, int64_t end, float* to) const {
    __m512 sum[kVectors * width];
#pragma GCC unroll 16
    for (__m512& place : sum) place = _mm512_setzero_ps();
    const int64_t first = column / width;
    for (int64_t e = begin; e < end; ++e) {
      if (column == 0) prefetch_coming(e);
      const float factor = call_.factors.of(e);
      // A weight may be so large that its product with the scale is no float.
      const float product = factor * records_.scale();
      if (std::isfinite(product)) [[likely]] {
        add_edge<true>(record(e), first, product, sum);
      } else {
        add_edge<false>(record(e), first, factor, sum);
      }
    }
#pragma GCC unroll 4
    for (int p = 0; p < kVectors * width; p += 4) {
      store_four_places<width>(sum + p, to + p / width * kGroupsPerVector * width + p % width);
    }
  }

  const std::byte* record(int64_t e) const {
    return call_.memory + call_.a().columns[e] * row_bytes_;
  }

  template <bool scaled>
  inline void add_edge(const std::byte* layer, int64_t first, float factor, __m512* sum) const {
    int64_t left = layers_;
    do {
      add_groups<scaled>(layer, first, factor, sum);
      layer += layer_bytes_;
    } while (--left > 0);
  }

  // Groups of 256 columns, from `first` on. `scaled`: the scale is in the factor.
  template <bool scaled>
  inline void add_groups(const std::byte* layer, int64_t first, float factor, __m512* sum) const {
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) {
      const auto groups = records_.load(layer, first, v);
      __m512 value = groups.values;
      if constexpr (!scaled) value = _mm512_mul_ps(value, _mm512_set1_ps(records_.scale()));
      const __m512 product = _mm512_mul_ps(value, _mm512_set1_ps(factor));
#pragma GCC unroll 8
      for (int p = 0; p < width; ++p) {
        __m512& place = sum[v * width + p];
        place = _mm512_mask_add_ps(place, groups.at(p), place, product);
      }
    }
  }

  // Into the second-level cache early, into the first shortly before.
  void prefetch_coming(int64_t e) const {
    constexpr int64_t kFar = 64, kNear = 10;  // edges
    const int64_t last = call_.a().entries() - 1, far = std::min(e + kFar, last);
    prefetch_record<3>(record(std::min(e + kNear, last)), row_bytes_);
    prefetch_record<2>(record(far), row_bytes_);
    call_.factors.prefetch(far);
  }

  void finish(int64_t row, const float* sums) const {
    write_sums(sums, call_.scale_of_sum(row), call_.stream, call_.y, row);
  }

  const MaskedCall& call_;
  Records records_;
  int64_t layers_, layer_bytes_, row_bytes_;
};

// Rows [begin, end).
template <class Position, class Records, class Value>
void write_rows(const MaskedCall& call, const Records& records, MatrixView<const Value> values,
                int64_t bits, MatrixView<const Position> positions, int64_t begin, int64_t end) {
  for (int64_t i = begin; i < end; ++i) {
    const KeptRow<Value, Position> row = {values.row(i), positions.row(i), bits};
    write_place_record(records, call.layout, row, call.memory + i * call.layout.row_bytes());
  }
}

}  // namespace
HEDDLE_AVX512_END

namespace {

Support supports_masked(const KernelQuery& query, const Type& positions) {
  if (query.results[0].dtype == DType::kF64) return no("sums are f64");
  if (!is_record_group(positions.group)) return no("columns are not kept by groups of 8 or 4");
  if (positions.kept == 0) return no("no columns are kept");
  if (positions.cols > kMaxStackSums) return too_many_stack_sums();
  return avx512_support();
}

// Of a column and an edge, kept or not: to compare its place and to add under the mask.
constexpr double kFlopsPerSum = 4;

// Records of values that carry their places. A code is a bf16, exactly.
PlaceLayout layout_of(DType values, const GroupShape& shape) {
  return {shape, size_of(values == DType::kI8 ? DType::kBf16 : values)};
}
// For so many records, whether or not places of floats need bytes of their own.
int64_t records_bytes(int64_t rows, DType values, const GroupShape& shape) {
  PlaceLayout layout = layout_of(values, shape);
  if (values != DType::kI8) layout.group_bytes += 1;
  return rows * layout.row_bytes();
}

constexpr Magnitudes kMagnitudesOfCodes = {std::bit_cast<uint32_t>(1.0F),
                                           std::bit_cast<uint32_t>(128.0F)};

Cost cost_of(const KernelQuery& query, const HardwareProfile& hardware, const Type& positions) {
  const int64_t entries = query.operands[0].entries;
  const DType values = query.operands[1].dtype;
  const GroupShape shape = GroupShape::of(positions);
  const PlaceLayout layout = layout_of(values, shape);
  const int64_t bytes = positions.rows * layout.row_bytes();
  double sequential = static_cast<double>(query.results[0].bytes() + bytes);
  for (const Type& operand : query.operands) sequential += static_cast<double>(operand.bytes());
  const auto sums = static_cast<double>(entries * shape.layers * layout.padded_cols());
  return gather_cost(
      hardware,
      {.rows = entries,
       .row_bytes = layout.row_bytes(),
       .matrix_bytes = bytes,
       .sequential_bytes = sequential,
       .flops = kFlopsPerSum * sums},
      records_bytes(positions.rows, values, shape) + slots_bytes(entries, layout.padded_cols()));
}

// The operands of one run, whichever of the two operators.
struct MaskedRun {
  const KernelArgs& args;
  const OperandView& positions;
  EdgeFactors factors;

  const OperandView& rows() const { return args.operands[1]; }
  GroupShape shape() const { return GroupShape::of(positions, args.results[0].cols); }
};

template <class Value>
Magnitudes magnitudes_of_all(const MaskedRun& run) {
  if (run.rows().dtype == DType::kI8) return kMagnitudesOfCodes;
  const auto values = run.rows().matrix<const Value>();
  MagnitudesOfAll all;
  parallel_ranges(run.args.threads, values.rows, kRecordsPerTask, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) all.include(magnitudes_of(values.row(i), values.cols));
  });
  return all.get();
}

template <class Value, int width, class Records>
void sum_records(const MaskedRun& run, const Records& records) {
  const PlaceLayout layout = {run.shape(), Records::group_bytes()};
  const auto values = run.rows().matrix<const Value>();
  std::byte* slots =
      run.args.workspace + records_bytes(values.rows, run.rows().dtype, layout.shape);
  const MaskedCall call = {FloatSums(run.args, run.factors, slots, layout.padded_cols()),
                           run.args.workspace, layout};
  const auto write = [&]<class Position>(Position) {
    const auto positions = run.positions.matrix<const Position>();
    parallel_ranges(run.args.threads, values.rows, kRecordsPerTask,
                    [&](int64_t begin, int64_t end) {
                      write_rows(call, records, values, run.rows().bits, positions, begin, end);
                    });
  };
  run.positions.dtype == DType::kU8 ? write(uint8_t{}) : write(uint16_t{});
  sum_all_rows(call.a(), run.args.threads, MaskedSum<Records, width>(call, records));
}

template <class Value, int width>
void sum_groups(const MaskedRun& run) {
  constexpr bool kCodes = std::is_same_v<Value, int8_t>;
  using Words = PlaceWords<std::conditional_t<kCodes, Bf16, Value>, width>;
  const std::optional<int> base =
      exponent_base(magnitudes_of_all<Value>(run), Words::kExponentBits);
  if (base) return sum_records<Value, width>(run, Words(*base));
  if constexpr (!kCodes) {
    using Bits = PlaceBits<Value>;
    sum_records<Value, width>(run, Bits({run.shape(), Bits::group_bytes()}));
  }
}

void sum_masked(const MaskedRun& run) {
  dispatch_value(run.rows().dtype, [&]<class Value>(Value) {
    run.shape().width == 8 ? sum_groups<Value, 8>(run) : sum_groups<Value, 4>(run);
  });
}

Support supports(const KernelQuery& query) { return supports_masked(query, query.operands[2]); }
Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  return cost_of(query, hardware, query.operands[2]);
}
void run(const KernelArgs& args) {
  const EdgeFactors factors = {*args.operands[0].adjacency, args.operands[3], {}};
  sum_masked({args, args.operands[2], factors});
}

Support supports_codes(const KernelQuery& query) {
  const Support factors = support_of_factors_on_edges(query);
  return factors.accepted() ? supports_masked(query, query.operands[3]) : factors;
}
Cost cost_of_codes(const KernelQuery& query, const HardwareProfile& hardware) {
  return cost_of(query, hardware, query.operands[3]);
}
void run_codes(const KernelArgs& args) {
  const EdgeFactors factors = {*args.operands[0].adjacency, args.operands[4], args.operands[2]};
  sum_masked({args, args.operands[3], factors});
}

}  // namespace

const Kernel kSpmmTopkCsrGroupsAvx512 = {
    .name = "spmm_topk_csr_cpu_groups_avx512",
    .op = &kSpmmTopk,
    .supports = supports,
    .cost = cost,
    .run = run,
};

const Kernel kSpmmTopkQuantizedCsrGroupsAvx512 = {
    .name = "spmm_topk_quantized_csr_cpu_groups_avx512",
    .op = &kSpmmTopkQuantized,
    .supports = supports_codes,
    .cost = cost_of_codes,
    .run = run_codes,
};

}  // namespace heddle::cpu
