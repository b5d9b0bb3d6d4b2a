// spmm, CSR, CPU:  y[i, :] = c_i * sum over edges (i <- j) of w(i, j) * x[j, :], then bias and
// activation, for f32 and bf16 rows.
//
// A task is a range of rows with about equally many edges; it owns its rows of y, so there are no
// atomics. A whole row of up to 256 columns is summed in registers while its edges go by and is
// written once; wider rows take one pass per tile. Rows of coming edges are prefetched. A hub is
// cut into pieces whose sums wait in the workspace and are added in the order of the pieces: the
// bits depend on the graph alone. Rows of y go past the caches where y is larger than they are.
//
// Weak where x fits the second-level cache (prefetches cost and gain nothing), for rows of very
// few columns (one vector per edge, mostly empty) and for heads narrower than a vector that do not
// fit one table (kByLane).

#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/row_task.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/kernels/cpu/streamed_rows.h"
#include "heddle/kernels/cpu/workspace_layout.h"
#include "heddle/ops/activation.h"
#include "heddle/ops/spmm.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/spmm_csr_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/cache_control.h"
#include "hwy/highway.h"
#include "heddle/kernels/cpu/activate_simd.h"
#include "heddle/kernels/cpu/sum_edges_simd.h"
// clang-format on

#ifndef HEDDLE_KERNELS_CPU_SPMM_CALL
#define HEDDLE_KERNELS_CPU_SPMM_CALL
namespace heddle::cpu {
namespace {

// What all tasks of one run share.
struct SpmmCall {
  const AdjacencyView& a;
  OperandView x, weights, bias, y;
  float* slots;         // [slots, slot_stride] partial sums of split rows, in lane order
  int64_t slot_stride;  // a multiple of 32 floats
  bool mean, stream;
  Activation activation;
};

}  // namespace
}  // namespace heddle::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

// Columns [first, first + columns) of all rows of a task.
template <class T>
class TilePass {
 public:
  HWY_NOINLINE TilePass(const SpmmCall& call, size_t first, size_t columns)
      : call_(call), rows_(call.a, call.x, call.weights, first), first_(first), columns_(columns) {
    if (call.bias.present()) {
      to_lane_order<T>(call.bias.values<const float>() + first, columns, vectors_for<T>(columns),
                       bias_);
    }
  }

  template <WeightMode mode, size_t N>
  HWY_NOINLINE void sum_rows(const RowTask& task, const HeadMap& heads) const {
    for_each_row(call_.a, task, [&](int64_t row, int64_t begin, int64_t end) HWY_ATTR {
      FloatVec sum[N];
      clear_tile(sum);
      sum_edges<mode>(rows_, {begin, end}, columns_, heads, sum);
      if (task.slot >= 0) {
        store_lanes(sum, slot(task.slot));
      } else {
        finish_row(row, sum);
      }
    });
  }

  template <size_t N>
  void merge(const SplitRow& split) const {
    FloatVec sum[N];
    clear_tile(sum);
    for (int64_t s = split.slot_begin; s < split.slot_end; ++s) add_lanes(sum, slot(s));
    finish_row(split.row, sum);
  }

 private:
  float* slot(int64_t s) const { return call_.slots + s * call_.slot_stride + first_; }

  template <size_t N>
  HWY_INLINE void finish_row(int64_t row, FloatVec (&sum)[N]) const {
    const FloatTag tag;
    const int64_t degree = call_.a.degree(row);
    if (call_.mean && degree > 0) {
      const auto scale = hn::Set(tag, 1.0F / static_cast<float>(degree));
      unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA { sum[k] = hn::Mul(sum[k], scale); });
    }
    if (call_.bias.present()) add_lanes(sum, bias_);
    activate(call_.activation, sum);
    T* to = call_.y.values<T>() + row * call_.y.stride + first_;
    store_tile(sum, to, columns_, call_.stream && columns_ % kColumnsPerLoad<T> == 0);
  }

  const SpmmCall& call_;
  EdgeRows<T> rows_;
  size_t first_, columns_;
  HWY_ALIGN float bias_[kMaxVectors * kLanes];
};

template <class T>
void spmm_task_of(const SpmmCall& call, const RowTask& task) {
  using enum WeightMode;
  const auto head_cols = static_cast<size_t>(call.y.cols / call.y.heads);
  HWY_ALIGN int32_t lane_head[kMaxVectors * kLanes];
  for_each_tile<T>(static_cast<size_t>(call.y.cols), [&](auto n, size_t first,
                                                         size_t columns) HWY_ATTR {
    const TilePass<T> pass(call, first, columns);
    const HeadMap map = map_heads<T>(first, columns, head_cols, n, lane_head);
    if (!call.weights.present()) return pass.template sum_rows<kNone, n>(task, map);
    if (call.weights.cols == 1) return pass.template sum_rows<kEdge, n>(task, map);
    with_mode(map.mode, [&](auto mode) HWY_ATTR { pass.template sum_rows<mode, n>(task, map); });
  });
  if (call.stream) hwy::FlushStream();
}

// Pieces have the same lanes in tiles of any width, and split rows are few: the narrowest tiles.
template <class T>
void spmm_merge_of(const SpmmCall& call, const SplitRow& split) {
  constexpr size_t kNarrowest = kVectorsPerLoad<T>;
  for_each_tile<T, kNarrowest>(
      static_cast<size_t>(call.y.cols), [&](auto, size_t first, size_t columns) HWY_ATTR {
        TilePass<T>(call, first, columns).template merge<kNarrowest>(split);
      });
  if (call.stream) hwy::FlushStream();
}

void spmm_task(const SpmmCall& call, const RowTask& task) {
  if (call.y.dtype == DType::kBf16) return spmm_task_of<Bf16>(call, task);
  spmm_task_of<float>(call, task);
}

void spmm_merge(const SpmmCall& call, const SplitRow& split) {
  if (call.y.dtype == DType::kBf16) return spmm_merge_of<Bf16>(call, split);
  spmm_merge_of<float>(call, split);
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(spmm_task);
HWY_EXPORT(spmm_merge);
namespace {

Support supports(const KernelQuery& query) { return simd_row_support(query.operands[1].dtype); }

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& x = query.operands[1];
  const int64_t entries = query.operands[0].entries;
  double sequential = static_cast<double>(query.results[0].bytes() + query.operands[0].bytes());
  for (const size_t i : {2, 3}) sequential += static_cast<double>(query.operands[i].bytes());
  return gather_cost(hardware,
                     {.rows = entries,
                      .row_bytes = x.cols * size_of(x.dtype),
                      .matrix_bytes = x.bytes(),
                      .sequential_bytes = sequential,
                      .flops = 2.0 * static_cast<double>(entries * x.cols)},
                     slots_bytes(entries, padded_floats(x.cols)));
}

void run(const KernelArgs& args) {
  const OperandView& y = args.results[0];
  const AdjacencyView& a = *args.operands[0].adjacency;
  const SpmmCall call = {.a = a,
                         .x = args.operands[1],
                         .weights = args.operands[2],
                         .bias = args.operands[3],
                         .y = y,
                         .slots = reinterpret_cast<float*>(args.workspace),
                         .slot_stride = padded_floats(y.cols),
                         .mean = args.attributes->text("reduce") == "mean",
                         .stream = may_stream(y),
                         .activation = activation_of(*args.attributes)};
  for_each_task(a, args.threads, [&](const RowTask& task) {
    HWY_DYNAMIC_DISPATCH(spmm_task)(call, task);
  });
  for_each_split_row(a, args.threads, [&](const SplitRow& row) {
    HWY_DYNAMIC_DISPATCH(spmm_merge)(call, row);
  });
}

}  // namespace

const Kernel kSpmmCsr = {
    .name = "spmm_csr_cpu_rowsplit",
    .op = &kSpmm,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
