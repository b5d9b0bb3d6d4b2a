// spmm_topk_gradient, CSR, CPU:  dvalues[j, r] = sum over edges (i <- j) of w(i, j) dy[i, p[j, r]]
//
// Pull: a sender sums whole rows of dy along the transposed graph, as spmm_csr_cpu_rowsplit does,
// and its kept columns are read out of the registers at the end: whole rows are read, never
// written.
//
// Weak where few columns are kept: a push touches the lines of a record, this those of a whole row.
// It is ahead from about a quarter of the columns on, and takes relation sets of several relations.

#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/kept_dispatch.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/row_task.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/kernels/cpu/workspace_layout.h"
#include "heddle/ops/spmm_topk.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/spmm_topk_gradient_csr_pull_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "heddle/kernels/cpu/sum_edges_simd.h"
// clang-format on

#ifndef HEDDLE_KERNELS_CPU_SPMM_TOPK_PULL_CALL
#define HEDDLE_KERNELS_CPU_SPMM_TOPK_PULL_CALL
namespace heddle::cpu {
namespace {

// What all tasks of one run share.
struct TopkPullCall {
  const AdjacencyView& out_edges;
  OperandView dy, positions, weights, d_values;
  float* slots;  // [slots, slot_stride] partial sums of split rows, in lane order
  int64_t slot_stride;
};

}  // namespace
}  // namespace heddle::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

// Columns [first, first + columns) of dy for all senders of a task.
template <class T, class Position>
class PullPass {
 public:
  PullPass(const TopkPullCall& call, size_t first, size_t columns)
      : call_(call),
        rows_(call.out_edges, call.dy, call.weights, first),
        first_(first),
        columns_(columns) {}

  template <WeightMode mode, size_t N>
  HWY_NOINLINE void sum_rows(const RowTask& task) const {
    const HeadMap one_head;
    for_each_row(call_.out_edges, task, [&](int64_t row, int64_t begin, int64_t end) HWY_ATTR {
      FloatVec sum[N];
      clear_tile(sum);
      sum_edges<mode>(rows_, {begin, end}, columns_, one_head, sum);
      if (task.slot >= 0) {
        store_lanes(sum, slot(task.slot));
      } else {
        write_kept(row, sum);
      }
    });
  }

  template <size_t N>
  void merge(const SplitRow& split) const {
    FloatVec sum[N];
    clear_tile(sum);
    for (int64_t s = split.slot_begin; s < split.slot_end; ++s) add_lanes(sum, slot(s));
    write_kept(split.row, sum);
  }

 private:
  float* slot(int64_t s) const { return call_.slots + s * call_.slot_stride + first_; }

  // Of the positions of a row, which are ascending, those of this tile.
  template <size_t N>
  HWY_INLINE void write_kept(int64_t row, const FloatVec (&sum)[N]) const {
    HWY_ALIGN float lanes[N * kLanes];
    store_lanes(sum, lanes);
    const Position* positions = call_.positions.matrix<const Position>().row(row);
    const Position* end = positions + call_.d_values.cols;
    const Position* here = first_ == 0 ? positions : std::lower_bound(positions, end, first_);
    T* to = call_.d_values.matrix<T>().row(row) + (here - positions);
    for (; here < end && *here < first_ + columns_; ++here) {
      *to++ = static_cast<T>(lanes[lane_of_column<T>(*here - first_)]);
    }
  }

  const TopkPullCall& call_;
  EdgeRows<T> rows_;
  size_t first_, columns_;
};

template <class T, class Position>
void pull_task_of(const TopkPullCall& call, const RowTask& task) {
  using enum WeightMode;
  for_each_tile<T>(static_cast<size_t>(call.dy.cols),
                   [&](auto n, size_t first, size_t columns) HWY_ATTR {
                     const PullPass<T, Position> pass(call, first, columns);
                     if (call.weights.present()) return pass.template sum_rows<kEdge, n>(task);
                     pass.template sum_rows<kNone, n>(task);
                   });
}

// Pieces have the same lanes in tiles of any width, and split rows are few: the narrowest tiles.
template <class T, class Position>
void pull_merge_of(const TopkPullCall& call, const SplitRow& split) {
  constexpr size_t kNarrowest = kVectorsPerLoad<T>;
  for_each_tile<T, kNarrowest>(
      static_cast<size_t>(call.dy.cols), [&](auto, size_t first, size_t columns) HWY_ATTR {
        PullPass<T, Position>(call, first, columns).template merge<kNarrowest>(split);
      });
}

void pull_task(const TopkPullCall& call, const RowTask& task) {
  dispatch_kept(call.dy, call.positions, [&]<class T, class Position>(T, Position) {
    pull_task_of<T, Position>(call, task);
  });
}

void pull_merge(const TopkPullCall& call, const SplitRow& split) {
  dispatch_kept(call.dy, call.positions, [&]<class T, class Position>(T, Position) {
    pull_merge_of<T, Position>(call, split);
  });
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(pull_task);
HWY_EXPORT(pull_merge);
namespace {

Support supports(const KernelQuery& query) { return simd_row_support(query.operands[1].dtype); }

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& dy = query.operands[1];
  const int64_t entries = query.operands[0].entries;
  double sequential = static_cast<double>(query.results[0].bytes());
  for (const size_t i : {0, 2, 3}) sequential += static_cast<double>(query.operands[i].bytes());
  return gather_cost(hardware,
                     {.rows = entries,
                      .row_bytes = dy.cols * size_of(dy.dtype),
                      .matrix_bytes = dy.bytes(),
                      .sequential_bytes = sequential,
                      .flops = 2.0 * static_cast<double>(entries * dy.cols),
                      .scalar_ops = static_cast<double>(query.operands[2].elements()),
                      .threads = query.threads},
                     slots_bytes(entries, padded_floats(dy.cols)));
}

void run(const KernelArgs& args) {
  const AdjacencyView& out_edges = *args.operands[0].adjacency->transposed;
  const TopkPullCall call = {.out_edges = out_edges,
                             .dy = args.operands[1],
                             .positions = args.operands[2],
                             .weights = args.operands[3],
                             .d_values = args.results[0],
                             .slots = reinterpret_cast<float*>(args.workspace),
                             .slot_stride = padded_floats(args.operands[1].cols)};
  for_each_task(out_edges, args.threads, [&](const RowTask& task) {
    HWY_DYNAMIC_DISPATCH(pull_task)(call, task);
  });
  for_each_split_row(out_edges, args.threads, [&](const SplitRow& split) {
    HWY_DYNAMIC_DISPATCH(pull_merge)(call, split);
  });
}

}  // namespace

const Kernel kSpmmTopkGradientCsrPull = {
    .name = "spmm_topk_gradient_csr_cpu_pull",
    .op = &kSpmmTopkGradient,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
