// spmm_topk and spmm_topk_quantized, CSR, CPU, of groups of 8 or 4:
//
//   y[i, g W + p] = c_i * sum over edges (i <- j) of w(i, j) s_j values[j, g] where the place is p
//
// Values are f32, bf16 or codes, sums f32. Accumulator p holds place p of 16 groups, and is added
// to under a mask: the groups whose kept column is at p, which a test of bit p tells. Values and
// places of a row lie in records. The sums of 256 columns stand in 16 registers.
//
// Weak for groups that are no whole 256 columns, whose records hold zeros, and where weights lie in
// another order than entries: reading them takes as long as reading records.

#include "heddle/kernels/cpu/expand_avx512.h"
#include "heddle/kernels/cpu/float_sums.h"
#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/group_records.h"
#include "heddle/kernels/cpu/kept_dispatch.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/ops/spmm_quantized.h"
#include "heddle/ops/spmm_topk.h"

#include <algorithm>

namespace heddle::cpu {
namespace {

constexpr int64_t kMaskedTile = 256;      // columns whose sums stand in registers
constexpr int64_t kMaxMaskedCols = 4096;  // of a row of sums, which stands on the stack
constexpr int64_t kGroupsPerVector = 16;

// Of one row, layer after layer: the values of all groups in whole tiles, then the place of each, a
// bit of a byte; then padding to whole cache lines.
struct PlaceRecords {
  std::byte* memory;
  int64_t value_bytes;
  GroupShape shape;

  int64_t padded_groups() const {
    const int64_t per_tile = kMaskedTile / shape.width;
    return (shape.groups + per_tile - 1) / per_tile * per_tile;
  }
  int64_t padded_cols() const { return padded_groups() * shape.width; }
  int64_t layer_bytes() const { return padded_groups() * (value_bytes + 1); }
  int64_t row_bytes() const { return padded_bytes(shape.layers * layer_bytes()); }

  std::byte* row(int64_t i) const { return memory + i * row_bytes(); }

  template <class Value, class Position, class ValueOf>
  void write(int64_t i, const Position* positions, const ValueOf& value_of) const {
    std::fill_n(row(i), row_bytes(), std::byte{0});
    for (int64_t layer = 0; layer < shape.layers; ++layer) {
      auto* values = reinterpret_cast<Value*>(row(i) + layer * layer_bytes());
      auto* places = reinterpret_cast<uint8_t*>(values + padded_groups());
      for (int64_t g = 0; g < shape.groups; ++g) {
        const int64_t r = g * shape.layers + layer;
        values[g] = value_of(r);
        places[g] = static_cast<uint8_t>(1U << (positions[r] & (shape.width - 1)));
      }
    }
  }
};

// What all tasks of one run share.
struct MaskedCall : FloatSums {
  PlaceRecords records;
};

}  // namespace

HEDDLE_AVX512_BEGIN
namespace {

inline __m512 load_group_values(const float* from) { return _mm512_loadu_ps(from); }
inline __m512 load_group_values(const Bf16* from) {
  const __m256i words = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(words), 16));
}
inline __m512 load_group_values(const int8_t* from) {
  const __m128i codes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
  return _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(codes));
}

inline __m512i load_place_bits(const uint8_t* from) {
  return _mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
}

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

template <class Value, int width>
class MaskedSum {
 public:
  explicit MaskedSum(const MaskedCall& call)
      : call_(call),
        values_bytes_(call.records.padded_groups() * static_cast<int64_t>(sizeof(Value))),
        layer_bytes_(call.records.layer_bytes()),
        row_bytes_(call.records.row_bytes()) {}

  void sum_row(int64_t row, int64_t begin, int64_t end, int64_t slot) const {
    alignas(64) float row_sums[kMaxMaskedCols];
    float* sums = slot >= 0 ? call_.slots.of(slot) : row_sums;
    for (int64_t column = 0; column < call_.records.padded_cols(); column += kMaskedTile) {
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
    const int64_t values_offset = column / width * static_cast<int64_t>(sizeof(Value));
    const int64_t places_offset = values_bytes_ + column / width;
    for (int64_t e = begin; e < end; ++e) {
      if (column == 0) prefetch_coming(e);
      const std::byte* layer = call_.records.memory + call_.a().columns[e] * row_bytes_;
      const __m512 factor = _mm512_set1_ps(call_.factors.of(e));
      for (int64_t m = 0; m < call_.records.shape.layers; ++m) {
        add_layer(reinterpret_cast<const Value*>(layer + values_offset),
                  reinterpret_cast<const uint8_t*>(layer + places_offset), factor, sum);
        layer += layer_bytes_;
      }
    }
#pragma GCC unroll 4
    for (int p = 0; p < kVectors * width; p += 4) {
      store_four_places<width>(sum + p, to + p / width * kGroupsPerVector * width + p % width);
    }
  }

  static inline void add_layer(const Value* values, const uint8_t* places, __m512 factor,
                               __m512* sum) {
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) {
      const __m512 value = _mm512_mul_ps(load_group_values(values + v * kGroupsPerVector), factor);
      const __m512i place_bits = load_place_bits(places + v * kGroupsPerVector);
#pragma GCC unroll 8
      for (int p = 0; p < width; ++p) {
        const __mmask16 here = _mm512_test_epi32_mask(place_bits, _mm512_set1_epi32(1 << p));
        __m512& place = sum[v * width + p];
        place = _mm512_mask_add_ps(place, here, place, value);
      }
    }
  }

  void prefetch_coming(int64_t e) const {
    constexpr int64_t kAhead = 64;  // edges
    const int64_t coming = std::min(e + kAhead, call_.a().entries() - 1);
    prefetch_bytes<2>(call_.records.memory + call_.a().columns[coming] * row_bytes_,
                      static_cast<size_t>(row_bytes_));
    call_.factors.prefetch(coming);
  }

  void finish(int64_t row, const float* sums) const {
    write_sums(sums, call_.scale_of_sum(row), call_.stream, call_.y, row);
  }

  const MaskedCall& call_;
  int64_t values_bytes_, layer_bytes_, row_bytes_;  // of a layer, of that, of a record
};

}  // namespace
HEDDLE_AVX512_END

namespace {

Support supports_masked(const KernelQuery& query, const Type& positions) {
  if (query.results[0].dtype == DType::kF64) return no("sums are f64");
  if (!is_record_group(positions.group)) return no("columns are not kept by groups of 8 or 4");
  if (positions.cols > kMaxMaskedCols) return no("rows have more than 4,096 columns");
  return avx512_support();
}

// Of a column and an edge, kept or not: to test its bit and to add under the mask.
constexpr double kFlopsPerSum = 5;

Cost cost_of(const KernelQuery& query, const HardwareProfile& hardware, const Type& positions) {
  const int64_t entries = query.operands[0].entries;
  const PlaceRecords records = {nullptr, size_of(query.operands[1].dtype),
                                GroupShape::of(positions)};
  const int64_t bytes = positions.rows * records.row_bytes();
  double sequential = static_cast<double>(query.results[0].bytes() + bytes);
  for (const Type& operand : query.operands) sequential += static_cast<double>(operand.bytes());
  const auto sums = static_cast<double>(entries * records.shape.layers * records.padded_cols());
  return {.seconds = gather_seconds(hardware, {.rows = entries,
                                               .row_bytes = records.row_bytes(),
                                               .matrix_bytes = bytes,
                                               .sequential_bytes = sequential,
                                               .flops = kFlopsPerSum * sums}),
          .workspace_bytes = bytes + slots_bytes(entries, records.padded_cols())};
}

template <class Value>
void write_mask_records(const KernelArgs& args, const OperandView& positions,
                        const PlaceRecords& records) {
  const OperandView& rows = args.operands[1];
  const auto values = rows.matrix<const Value>();
  const auto write = [&]<class Position>(Position) {
    const auto columns = positions.matrix<const Position>();
    parallel_ranges(args.threads, rows.rows, kRecordsPerTask, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        records.write<Value>(i, columns.row(i), [&](int64_t r) {
          if constexpr (std::is_same_v<Value, int8_t>) {
            return static_cast<int8_t>(load_code(values.row(i), r, rows.bits));
          } else {
            return values.row(i)[r];
          }
        });
      }
    });
  };
  positions.dtype == DType::kU8 ? write(uint8_t{}) : write(uint16_t{});
}

void sum_masked(const KernelArgs& args, const OperandView& positions, const OperandView& weights,
                const OperandView& scales) {
  const OperandView& rows = args.operands[1];
  const PlaceRecords records = {args.workspace, size_of(rows.dtype),
                                GroupShape::of(positions, args.results[0].cols)};
  std::byte* slots = args.workspace + rows.rows * records.row_bytes();
  const EdgeFactors factors = {*args.operands[0].adjacency, weights, scales};
  const MaskedCall call = {FloatSums(args, factors, slots, records.padded_cols()), records};
  dispatch_value(rows.dtype, [&]<class Value>(Value) {
    write_mask_records<Value>(args, positions, records);
    records.shape.width == 8 ? sum_all_rows(call.a(), args.threads, MaskedSum<Value, 8>(call))
                             : sum_all_rows(call.a(), args.threads, MaskedSum<Value, 4>(call));
  });
}

Support supports(const KernelQuery& query) { return supports_masked(query, query.operands[2]); }
Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  return cost_of(query, hardware, query.operands[2]);
}
void run(const KernelArgs& args) { sum_masked(args, args.operands[2], args.operands[3], {}); }

Support supports_codes(const KernelQuery& query) {
  const Support factors = support_of_factors_on_edges(query);
  return factors.accepted() ? supports_masked(query, query.operands[3]) : factors;
}
Cost cost_of_codes(const KernelQuery& query, const HardwareProfile& hardware) {
  return cost_of(query, hardware, query.operands[3]);
}
void run_codes(const KernelArgs& args) {
  sum_masked(args, args.operands[3], args.operands[4], args.operands[2]);
}

}  // namespace

const Kernel kSpmmTopkCsrMasks = {
    .name = "spmm_topk_csr_cpu_groups_avx512",
    .op = &kSpmmTopk,
    .supports = supports,
    .cost = cost,
    .run = run,
};

const Kernel kSpmmTopkQuantizedCsrMasks = {
    .name = "spmm_topk_quantized_csr_cpu_groups_avx512",
    .op = &kSpmmTopkQuantized,
    .supports = supports_codes,
    .cost = cost_of_codes,
    .run = run_codes,
};

}  // namespace heddle::cpu
