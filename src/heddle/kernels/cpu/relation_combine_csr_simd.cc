// relation_combine, CSR, CPU:
//   y[i, :] = sum over edges e = (i <- j) of w_e sum over b of c[rel(e), b] v[j, b, :]
//
// A task is a range of rows with about equally many edges and owns their rows of y. A tile of up
// to four vectors of y stays in registers while the edges of its row go by; the bases of one
// sender are one stretch of memory, prefetched some edges ahead. Hubs are cut into pieces whose
// sums wait in the workspace and are added in order.
//
// Weak where y is wider than a tile: the stretch is then read in several passes.

#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/relation_call.h"
#include "heddle/kernels/cpu/row_task.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/kernels/cpu/workspace_layout.h"
#include "heddle/ops/relation_combine.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/relation_combine_csr_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "heddle/kernels/cpu/relation_tile_simd.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

// How many edges ahead the rows of a sender are asked for.
constexpr int64_t kAhead = 4;

// tile += w_e * sum over b of c[rel(e), b] v[j, b, first ...]
template <class T, size_t N>
HWY_INLINE void add_edge(const RelationCall& call, int64_t e, size_t first, size_t columns,
                         FloatVec (&tile)[N]) {
  const int64_t bases = call.matrices.cols;
  const float* coefficients =
      call.matrices.values<const float>() + call.a.relation_of(e) * call.matrices.stride;
  const T* row = call.row<T>(call.a.columns[e]) + first;
  FloatVec message[N];
  clear_tile(message);
  for (int64_t b = 0; b < bases; ++b) {
    add_scaled_row(message, coefficients[b], row + b * call.y.cols, columns);
  }
  const auto weight = hn::Set(FloatTag(), call.weight_of(e));
  unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA { tile[k] = hn::MulAdd(weight, message[k], tile[k]); });
}

template <class T>
void combine_task_of(const RelationCall& call, const RowTask& task) {
  const int64_t last = call.a.entries() - 1;
  sum_rows<T>(call, task,
              [&]<size_t N>(int64_t, int64_t begin, int64_t end, size_t first, size_t columns,
                            FloatVec(&sum)[N]) HEDDLE_SIMD_LAMBDA {
                for (int64_t e = begin; e < end; ++e) {
                  if (first == 0) {
                    call.prefetch<T>(call.a.columns[std::min(e + kAhead, last)], 0, call.rows.cols);
                  }
                  add_edge<T>(call, e, first, columns, sum);
                }
              });
}

void relation_combine_task(const RelationCall& call, const RowTask& task) {
  if (call.y.dtype == DType::kBf16) return combine_task_of<Bf16>(call, task);
  combine_task_of<float>(call, task);
}

void relation_combine_merge(const RelationCall& call, const SplitRow& split) {
  merge_slots(call, split, 1);
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(relation_combine_task);
HWY_EXPORT(relation_combine_merge);
namespace {

Support supports(const KernelQuery& query) { return simd_row_support(query.operands[1].dtype); }

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& v = query.operands[1];
  const int64_t entries = query.operands[0].entries;
  return {
      .seconds = relation_seconds(query, hardware, v, v.cols,
                                  2.0 * static_cast<double>(entries) * static_cast<double>(v.cols)),
      .workspace_bytes = slots_bytes(entries, padded_floats(query.results[0].cols))};
}

void run(const KernelArgs& args) {
  const RelationCall call = {.a = *args.operands[0].adjacency,
                             .rows = args.operands[1],
                             .matrices = args.operands[2],
                             .weights = args.operands[3],
                             .y = args.results[0],
                             .slots = reinterpret_cast<float*>(args.workspace),
                             .slot_stride = padded_floats(args.results[0].cols)};
  for_each_task(call.a, args.threads, [&](const RowTask& task) {
    HWY_DYNAMIC_DISPATCH(relation_combine_task)(call, task);
  });
  for_each_split_row(call.a, args.threads, [&](const SplitRow& split) {
    HWY_DYNAMIC_DISPATCH(relation_combine_merge)(call, split);
  });
}

}  // namespace

const Kernel kRelationCombineCsr = {
    .name = "relation_combine_csr_cpu_rowsplit",
    .op = &kRelationCombine,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
