// relation_linear, CSR, CPU:
//   y[i, :] = sum over relations r of (sum over the edges (i <- j) of r of w_e x[j, :]) W_r
//
// Edges of one receiver and relation stand side by side: their rows are added first, and one
// vector-matrix product follows per run of edges, not per edge. A task owns rows of y; a tile of
// up to four vectors of y stays in registers over all runs of a row while rows of W_r stream by.
// With transpose_w the matrices are transposed into the workspace first, so that the product reads
// them along their rows. Pieces of hubs wait in the workspace and are added in order.
//
// Weak where W_r is large (it streams from the second-level cache for every run) and where y is
// wider than a tile (rows of x are gathered once per tile).

#include "heddle/base/parallel.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/relation_call.h"
#include "heddle/kernels/cpu/row_task.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/kernels/cpu/workspace_layout.h"
#include "heddle/ops/relation_linear.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/relation_linear_csr_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "heddle/kernels/cpu/relation_tile_simd.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

constexpr size_t kRowsOfW = 512;  // of one W_r that are multiplied at a time

// sums[d] = sum over the edges of `run` of w_e x[j, begin + d] for `count` columns.
template <class T>
void sum_run(const RelationCall& call, const RelationRun& run, size_t begin, size_t count,
             float* sums) {
  for_each_small_tile<T>(count, [&](auto n, size_t first, size_t columns) HWY_ATTR {
    FloatVec sum[n];
    clear_tile(sum);
    add_sender_rows<T>(call, run.begin, run.end, begin + first, columns, sum);
    store_columns<T, n>(sum, sums + first);
  });
}

// tile += factors[0 ... count) times so many rows of w. Several chains of sums where a tile is so
// narrow that one would wait for itself.
template <class T, size_t N>
HWY_INLINE void multiply_rows(const float* factors, size_t count, const T* w, int64_t stride,
                              size_t columns, FloatVec (&tile)[N]) {
  if constexpr (N < 4) {
    FloatVec odd[N];
    clear_tile(odd);
    for (; count >= 2; count -= 2, factors += 2, w += 2 * stride) {
      add_scaled_row(tile, factors[0], w, columns);
      add_scaled_row(odd, factors[1], w + stride, columns);
    }
    unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA { tile[k] = hn::Add(tile[k], odd[k]); });
  }
  for (size_t d = 0; d < count; ++d, w += stride) add_scaled_row(tile, factors[d], w, columns);
}

template <class T, size_t N>
HWY_INLINE void add_runs(const RelationCall& call, RelationRuns runs, size_t first, size_t columns,
                         FloatVec (&tile)[N]) {
  const auto rows_of_w = static_cast<size_t>(call.rows.cols);
  const OperandView& w = call.matrices;
  for (RelationRun run; runs.next(run);) {
    const T* matrix = w.values<const T>() + run.relation * call.rows.cols * w.stride +
                      static_cast<int64_t>(first);
    for (size_t begin = 0; begin < rows_of_w; begin += kRowsOfW) {
      const size_t count = std::min(kRowsOfW, rows_of_w - begin);
      HWY_ALIGN float sums[kRowsOfW];
      sum_run<T>(call, run, begin, count, sums);
      multiply_rows(sums, count, matrix + static_cast<int64_t>(begin) * w.stride, w.stride, columns,
                    tile);
    }
  }
}

template <class T>
void linear_task_of(const RelationCall& call, const RowTask& task) {
  sum_rows<T>(call, task,
              [&]<size_t N>(int64_t row, int64_t begin, int64_t end, size_t first, size_t columns,
                            FloatVec(&sum)[N]) HEDDLE_SIMD_LAMBDA {
                const RelationRuns runs(call.a, row, begin, end);
                add_runs<T>(call, runs, first, columns, sum);
              });
}

void relation_linear_task(const RelationCall& call, const RowTask& task) {
  if (call.y.dtype == DType::kBf16) return linear_task_of<Bf16>(call, task);
  linear_task_of<float>(call, task);
}

void relation_linear_merge(const RelationCall& call, const SplitRow& split) {
  merge_slots(call, split, 1);
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(relation_linear_task);
HWY_EXPORT(relation_linear_merge);
namespace {

Support supports(const KernelQuery& query) { return simd_row_support(query.operands[1].dtype); }

// The vector units reach about half the rate of a blocked matrix product.
Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& x = query.operands[1];
  const Type& w = query.operands[2];
  const int64_t entries = query.operands[0].entries;
  const Work work = query.work();
  const bool transpose_w = query.attributes.flag("transpose_w");
  return {.seconds = relation_seconds(query, hardware, x, x.cols, 2 * work.flops),
          .workspace_bytes = slots_bytes(entries, padded_floats(query.results[0].cols)) +
                             (transpose_w ? w.bytes() : 0)};
}

// Workspace: slots of this run, then the transposed matrices.
void run(const KernelArgs& args) {
  const AdjacencyView& a = *args.operands[0].adjacency;
  const OperandView& y = args.results[0];
  const bool transpose_w = args.attributes->flag("transpose_w");
  const int64_t slots = a.schedule->slots() * padded_floats(y.cols) * size_of(DType::kF32);
  const RelationCall call = {.a = a,
                             .rows = args.operands[1],
                             .matrices = transpose_w
                                             ? transposed_matrices(args, args.workspace + slots)
                                             : args.operands[2],
                             .weights = args.operands[3],
                             .y = y,
                             .slots = reinterpret_cast<float*>(args.workspace),
                             .slot_stride = padded_floats(y.cols)};
  for_each_task(call.a, args.threads, [&](const RowTask& task) {
    HWY_DYNAMIC_DISPATCH(relation_linear_task)(call, task);
  });
  for_each_split_row(call.a, args.threads, [&](const SplitRow& split) {
    HWY_DYNAMIC_DISPATCH(relation_linear_merge)(call, split);
  });
}

}  // namespace

const Kernel kRelationLinearCsr = {
    .name = "relation_linear_csr_cpu_rowsplit",
    .op = &kRelationLinear,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
