// relation_expand, CSR, CPU:
//   z[i, b, :] = sum over edges e = (i <- j) of w_e c[rel(e), b] x[j, :]
//              = sum over relations r of c[r, b] * (sum over the edges of r of w_e x[j, :])
//
// Edges of one receiver and relation stand side by side, so the inner sum is taken once and only
// then multiplied by the B coefficients: one multiply-add per edge, B per run of edges. A task
// owns rows of z; up to 32 bases of one tile of columns are summed in the first-level cache.
// Pieces of hubs wait in the workspace and are added in order.
//
// Weak where every run is a single edge: that is B multiply-adds per edge, bound by the cache.

#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/relation_call.h"
#include "heddle/kernels/cpu/row_task.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/kernels/cpu/workspace_layout.h"
#include "heddle/ops/relation_combine.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/relation_expand_csr_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "heddle/kernels/cpu/relation_tile_simd.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

constexpr int64_t kBasesPerPass = 32;

// Bases [base, base + count) and a tile of columns of every row of a task.
template <class T, size_t N>
struct ExpandTile {
  const RelationCall& call;
  int64_t base, count;
  size_t first, columns;

  void run(const RowTask& task) const {
    for (int64_t row = task.row_begin; row < task.row_end; ++row) {
      HWY_ALIGN float sums[kBasesPerPass * N * kLanes] = {};
      RelationRuns runs(call.a, row, call.begin_of(task, row), call.end_of(task, row));
      for (RelationRun one; runs.next(one);) add_run(one, sums);
      for (int64_t b = 0; b < count; ++b) store(task, row, b, sums + b * N * kLanes);
    }
  }

  HWY_INLINE void add_run(const RelationRun& one, float* sums) const {
    FloatVec message[N];
    clear_tile(message);
    add_sender_rows<T>(call, one.begin, one.end, first, columns, message);
    const float* coefficients =
        call.matrices.values<const float>() + one.relation * call.matrices.stride + base;
    for (int64_t b = 0; b < count; ++b) {
      const auto coefficient = hn::Set(FloatTag(), coefficients[b]);
      float* sum = sums + b * N * kLanes;
      unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
        const auto before = hn::Load(FloatTag(), sum + k * kLanes);
        hn::Store(hn::MulAdd(coefficient, message[k], before), FloatTag(), sum + k * kLanes);
      });
    }
  }

  HWY_INLINE void store(const RowTask& task, int64_t row, int64_t b, const float* sum) const {
    FloatVec tile[N];
    clear_tile(tile);
    add_lanes(tile, sum);
    const int64_t block = base + b;
    if (task.slot >= 0) {
      store_lanes(tile, call.slots + task.slot * call.slot_stride +
                            block * padded_floats(call.rows.cols) + first);
    } else {
      T* to = call.y.values<T>() + row * call.y.stride + block * call.rows.cols + first;
      store_tile(tile, to, columns, false);
    }
  }
};

template <class T>
void expand_task_of(const RelationCall& call, const RowTask& task) {
  const int64_t bases = call.matrices.cols;
  for (int64_t base = 0; base < bases; base += kBasesPerPass) {
    const int64_t count = std::min(kBasesPerPass, bases - base);
    for_each_small_tile<T>(static_cast<size_t>(call.rows.cols),
                           [&](auto n, size_t first, size_t columns) HWY_ATTR {
                             ExpandTile<T, n>{call, base, count, first, columns}.run(task);
                           });
  }
}

void relation_expand_task(const RelationCall& call, const RowTask& task) {
  if (call.y.dtype == DType::kBf16) return expand_task_of<Bf16>(call, task);
  expand_task_of<float>(call, task);
}

void relation_expand_merge(const RelationCall& call, const SplitRow& split) {
  merge_slots(call, split, call.matrices.cols);
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(relation_expand_task);
HWY_EXPORT(relation_expand_merge);
namespace {

int64_t slot_stride(int64_t bases, int64_t cols) { return bases * padded_floats(cols); }

Support supports(const KernelQuery& query) { return simd_row_support(query.operands[1].dtype); }

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& x = query.operands[1];
  const int64_t bases = query.operands[2].cols;
  const int64_t entries = query.operands[0].entries;
  return {.seconds = relation_seconds(
              query, hardware, x, x.cols,
              2.0 * static_cast<double>(entries) * static_cast<double>(query.results[0].cols)),
          .workspace_bytes = slots_bytes(entries, slot_stride(bases, x.cols))};
}

void run(const KernelArgs& args) {
  const RelationCall call = {
      .a = *args.operands[0].adjacency,
      .rows = args.operands[1],
      .matrices = args.operands[2],
      .weights = args.operands[3],
      .y = args.results[0],
      .slots = reinterpret_cast<float*>(args.workspace),
      .slot_stride = slot_stride(args.operands[2].cols, args.operands[1].cols)};
  for_each_task(call.a, args.threads, [&](const RowTask& task) {
    HWY_DYNAMIC_DISPATCH(relation_expand_task)(call, task);
  });
  for_each_split_row(call.a, args.threads, [&](const SplitRow& split) {
    HWY_DYNAMIC_DISPATCH(relation_expand_merge)(call, split);
  });
}

}  // namespace

const Kernel kRelationExpandCsr = {
    .name = "relation_expand_csr_cpu_rowsplit",
    .op = &kRelationExpand,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
