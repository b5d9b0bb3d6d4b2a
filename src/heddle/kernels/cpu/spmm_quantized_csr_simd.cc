// spmm_quantized, CSR, CPU:
//   y[i, :] = c_i * sum over edges (i <- j) of w(i, j) * s_j * codes[j, :]
//
// A task is a range of rows with about equally many edges, as in spmm_csr_cpu_rowsplit. A row is
// summed in f32 registers, tile after tile; codes become floats on the way, 4 and 2 bits are
// unpacked first, and the scale of the sender is part of the weight of the edge. Rows of coming
// edges are prefetched while the first tile is summed, the others find them near. Where hubs have
// fewer bits every edge asks which its sender has, and only those are fetched.
//
// Weak where the rows would fit the caches in f32 already (turning codes into floats takes four
// times the instructions of adding f32 rows) and for rows of very few columns.

#include "heddle/kernels/code_bits.h"
#include "heddle/kernels/cpu/class_runs.h"
#include "heddle/kernels/cpu/code_lines.h"
#include "heddle/kernels/cpu/edge_factors.h"
#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/prefetch.h"
#include "heddle/kernels/cpu/result_row.h"
#include "heddle/kernels/cpu/row_task.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/kernels/cpu/streamed_rows.h"
#include "heddle/kernels/cpu/workspace_layout.h"
#include "heddle/ops/spmm_quantized.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/spmm_quantized_csr_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/cache_control.h"
#include "hwy/highway.h"
#include "heddle/kernels/cpu/code_rows_simd.h"
#include "heddle/kernels/cpu/element_simd.h"
// clang-format on

#ifndef HEDDLE_KERNELS_CPU_SPMM_QUANTIZED_CALL
#define HEDDLE_KERNELS_CPU_SPMM_QUANTIZED_CALL
namespace heddle::cpu {
namespace {

// What all tasks of one run share.
struct SpmmQuantizedCall {
  EdgeFactors factors;
  ClassedEdges edges;
  OperandView receiver_factors, codes;
  CodeBits bits;
  OperandView y;
  float* slots;  // [slots, slot_stride] partial sums of split rows
  int64_t slot_stride;
  bool mean, stream;

  const AdjacencyView& a() const { return factors.a; }
  const int8_t* row_of(int64_t entry) const {
    return codes.values<const int8_t>() + edges.sender(entry) * codes.stride;
  }
  bool is_from_hub(int64_t entry) const { return bits.is_hub(a().columns[entry]); }
  float factor(int64_t entry) const { return factors.of(entry) * edges.factor(entry); }
};

}  // namespace
}  // namespace heddle::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

// Sums over the edges of one row, tile after tile. hub_bits 0: there are no hubs.
template <int bits, int hub_bits = 0>
class CodeRowSum {
 public:
  explicit CodeRowSum(const SpmmQuantizedCall& call) : call_(call) {}

  void sum_row(const RowTask& task, int64_t row, int64_t begin, int64_t end) const {
    for_each_tile<float>(static_cast<size_t>(call_.y.cols),
                         [&](auto n, size_t first, size_t columns) HWY_ATTR {
                           FloatVec sum[n];
                           clear_tile(sum);
                           first == 0 ? sum_edges<true>(begin, end, first, columns, sum)
                                      : sum_edges<false>(begin, end, first, columns, sum);
                           if (task.slot >= 0) {
                             store_lanes(sum, slot(task.slot) + first);
                           } else {
                             finish_row(row, first, columns, sum);
                           }
                         });
  }

  void merge(const SplitRow& split) const {
    for_each_tile<float, 1>(static_cast<size_t>(call_.y.cols),
                            [&](auto, size_t first, size_t columns) HWY_ATTR {
                              FloatVec sum[1];
                              clear_tile(sum);
                              for (int64_t s = split.slot_begin; s < split.slot_end; ++s)
                                add_lanes(sum, slot(s) + first);
                              finish_row(split.row, first, columns, sum);
                            });
  }

 private:
  float* slot(int64_t s) const { return call_.slots + s * call_.slot_stride; }

  template <bool prefetch, size_t N>
  HWY_NOINLINE void sum_edges(int64_t begin, int64_t end, size_t first, size_t columns,
                              FloatVec (&sum)[N]) const {
    FloatVec tile[N];
    unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA { tile[k] = sum[k]; });
    const int64_t last = call_.a().entries() - 1;
    for (int64_t e = begin; e < end; ++e) {
      if constexpr (prefetch) prefetch_coming_rows(e, last);
      if constexpr (hub_bits > 0) {
        if (call_.is_from_hub(e)) {
          add_row<hub_bits>(e, first, columns, tile);
          continue;
        }
      }
      add_row<bits>(e, first, columns, tile);
    }
    unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA { sum[k] = tile[k]; });
  }

  // Adds the columns of a tile of the sender's row, in the unit of unpacked codes of `bits` bits.
  template <int row_bits, size_t N>
  HWY_INLINE void add_row(int64_t e, size_t first, size_t columns, FloatVec (&tile)[N]) const {
    constexpr float kUnit = kUnpackedFactor<row_bits> / kUnpackedFactor<bits>;
    constexpr auto kPerByte = static_cast<size_t>(codes_per_byte(row_bits));
    const int8_t* codes = call_.row_of(e) + first / kPerByte;
    HWY_ALIGN int8_t unpacked[kUnpackedBytes<row_bits>];
    if constexpr (kPerByte > 1) {
      unpack_codes<row_bits>(codes, (columns + kPerByte - 1) / kPerByte, unpacked);
      codes = unpacked;
    }
    const auto factor = hn::Set(FloatTag(), kUnit * call_.factor(e));
    for_each_vector<N>(codes, columns, [&](auto k, FloatVec value) HEDDLE_SIMD_LAMBDA {
      tile[k] = hn::MulAdd(value, factor, tile[k]);
    });
  }

  // Into the second-level cache early, into the first shortly before.
  HWY_INLINE void prefetch_coming_rows(int64_t e, int64_t last) const {
    constexpr int64_t kFar = 64, kNear = 8;  // edges
    const int64_t far = std::min(e + kFar, last), near = std::min(e + kNear, last);
    prefetch_bytes<2>(call_.row_of(far), row_bytes(far));
    call_.factors.prefetch(far);
    prefetch_bytes(call_.row_of(near), row_bytes(near));
  }

  HWY_INLINE size_t row_bytes(int64_t e) const {
    const bool is_short = hub_bits > 0 && call_.is_from_hub(e);
    return static_cast<size_t>(is_short ? code_row_bytes(call_.y.cols, hub_bits)
                                        : call_.codes.cols);
  }

  template <size_t N>
  HWY_INLINE void finish_row(int64_t row, size_t first, size_t columns, FloatVec (&sum)[N]) const {
    const int64_t degree = call_.a().degree(row);
    const float factor = factor_of(call_.receiver_factors, row);
    const float mean = call_.mean && degree > 0 ? factor / static_cast<float>(degree) : factor;
    const auto scale = hn::Set(FloatTag(), mean * kUnpackedFactor<bits>);
    unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA { sum[k] = hn::Mul(sum[k], scale); });
    with_result_row(call_.y, row,
                    [&](auto* to) HWY_ATTR { store_columns(sum, to + first, columns); });
  }

  template <size_t N>
  HWY_INLINE void store_columns(const FloatVec (&sum)[N], float* to, size_t columns) const {
    store_tile(sum, to, columns, call_.stream && columns % kLanes == 0);
  }
  template <size_t N>
  HWY_INLINE void store_columns(const FloatVec (&sum)[N], Bf16* to, size_t columns) const {
    unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
      constexpr size_t kFirst = k * kLanes;
      if constexpr (k + 1 < N) {
        store_floats(sum[k], to + kFirst);
      } else {
        store_floats(sum[k], to + kFirst, columns - kFirst);
      }
    });
  }

  const SpmmQuantizedCall& call_;
};

template <class Body>
void with_bits(const SpmmQuantizedCall& call, const Body& body) {
  const int64_t bits = call.codes.bits, hub_bits = call.codes.hub_bits;
  if (bits == 2) return body(CodeRowSum<2>(call));
  if (bits == 4 && hub_bits == 2) return body(CodeRowSum<4, 2>(call));
  if (bits == 4) return body(CodeRowSum<4>(call));
  if (hub_bits == 2) return body(CodeRowSum<8, 2>(call));
  if (hub_bits == 4) return body(CodeRowSum<8, 4>(call));
  body(CodeRowSum<8>(call));
}

void spmm_quantized_task(const SpmmQuantizedCall& call, const RowTask& task) {
  with_bits(call, [&](const auto& sums) HWY_ATTR {
    for_each_row(call.a(), task, [&](int64_t row, int64_t begin, int64_t end) HWY_ATTR {
      sums.sum_row(task, row, begin, end);
    });
  });
  if (call.stream) hwy::FlushStream();
}

void spmm_quantized_merge(const SpmmQuantizedCall& call, const SplitRow& split) {
  with_bits(call, [&](const auto& sums) HWY_ATTR { sums.merge(split); });
  if (call.stream) hwy::FlushStream();
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(spmm_quantized_task);
HWY_EXPORT(spmm_quantized_merge);
namespace {

Support supports(const KernelQuery& query) {
  if (query.results[0].dtype == DType::kF64) return no("sums are f64");
  return simd_support();
}

// Packed codes are taken apart first; with hubs, either way by the edge.
double flops_per_code(const Type& codes) {
  if (codes.hub_bits > 0) return 22;
  return codes.bits < 8 ? 19 : 14;
}

// Codes become floats before they are added; an edge takes its factor beside. Whether its sender is
// a hub the CPU cannot foresee.
Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& codes = query.operands[1];
  const int64_t entries = query.operands[0].entries;
  const double ops_per_edge = codes.hub_bits > 0 ? 24 : 16;
  const CodeLines lines = CodeLines::of(codes, query.operands[2]);
  double sequential = static_cast<double>(query.results[0].bytes() + query.operands[0].bytes() +
                                          lines.bytes(codes.rows));
  for (const size_t i : {2, 3, 4, 5, 6, 7})
    sequential += static_cast<double>(query.operands[i].bytes());
  return gather_cost(hardware,
                     {.rows = entries,
                      .row_bytes = lines.bytes_per_edge(codes),
                      .matrix_bytes = lines.matrix_bytes(codes),
                      .sequential_bytes = sequential,
                      .flops = flops_per_code(codes) * static_cast<double>(entries * codes.cols),
                      .scalar_ops = ops_per_edge * static_cast<double>(entries),
                      .threads = query.threads},
                     lines.bytes(codes.rows) + slots_bytes(entries, padded_floats(codes.cols)));
}

void run(const KernelArgs& args) {
  const AdjacencyView& a = *args.operands[0].adjacency;
  OperandView codes = args.operands[1], scales = args.operands[2];
  const CodeLines lines = CodeLines::of(codes, scales);
  lines.copy(args.threads, args.workspace, codes, scales);
  const EdgeFactors factors = {.a = a, .weights = args.operands[3], .scales = scales};
  const SpmmQuantizedCall call = {
      .factors = factors,
      .edges = {a, args.operands[5], args.operands[6]},
      .receiver_factors = args.operands[7],
      .codes = codes,
      .bits = {args.operands[1], args.operands[4]},
      .y = args.results[0],
      .slots = reinterpret_cast<float*>(args.workspace + lines.bytes(codes.rows)),
      .slot_stride = padded_floats(args.results[0].cols),
      .mean = args.attributes->text("reduce") == "mean",
      .stream = args.results[0].dtype == DType::kF32 && may_stream(args.results[0])};
  for_each_task(a, args.threads, [&](const RowTask& task) {
    HWY_DYNAMIC_DISPATCH(spmm_quantized_task)(call, task);
  });
  for_each_split_row(a, args.threads, [&](const SplitRow& row) {
    HWY_DYNAMIC_DISPATCH(spmm_quantized_merge)(call, row);
  });
}

}  // namespace

const Kernel kSpmmQuantizedCsr = {
    .name = "spmm_quantized_csr_cpu_rowsplit",
    .op = &kSpmmQuantized,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
