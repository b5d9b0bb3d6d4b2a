// edge_sum, CSR, CPU:  y[i, :] = sum of e over the in-edges of i, f32.
//
// A vector of columns at a time, edge by edge. Along the transpose the values lie at the positions
// of the edges, apart from each other, and are prefetched. Hubs leave partial sums in the
// workspace, added in order.
//
// Weak for few columns: one column fills one lane of a vector.

#include "heddle/kernels/cpu/edge_sum.h"
#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/prefetch.h"
#include "heddle/kernels/cpu/row_task.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/ops/edge_add.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/edge_sum_csr_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "heddle/kernels/cpu/edge_scores_simd.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

void sum_entries(const EdgeSumCall& call, int64_t begin, int64_t end, float* to) {
  constexpr int64_t kAhead = 32;
  const AdjacencyView& a = call.a;
  const int64_t last = a.entries() - 1;
  for_each_head_vector(static_cast<size_t>(call.y.cols),
                       [&](size_t col, size_t lanes) HEDDLE_SIMD_LAMBDA {
                         auto sum = hn::Zero(FloatTag());
                         const float* from = call.values + col;
                         for (int64_t e = begin; e < end; ++e) {
                           if (a.edge_positions != nullptr) {
                             const int64_t coming = a.edge_positions[std::min(e + kAhead, last)];
                             prefetch_line(from + coming * call.values_stride);
                           }
                           const float* value = from + a.edge_position(e) * call.values_stride;
                           sum = hn::Add(sum, load_first(FloatTag(), value, lanes));
                         }
                         store_first(sum, FloatTag(), to + col, lanes);
                       });
}

void edge_sum_task(const EdgeSumCall& call, const RowTask& task) {
  for_each_row(call.a, task, [&](int64_t row, int64_t begin, int64_t end) HWY_ATTR {
    float* to = task.slot >= 0 ? call.slots + task.slot * call.y.cols
                               : call.y.values<float>() + row * call.y.stride;
    sum_entries(call, begin, end, to);
  });
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(edge_sum_task);
namespace {

void merge(const EdgeSumCall& call, const SplitRow& split) {
  float* y = call.y.values<float>() + split.row * call.y.stride;
  std::fill_n(y, call.y.cols, 0.0F);
  for (int64_t s = split.slot_begin; s < split.slot_end; ++s) {
    for (int64_t col = 0; col < call.y.cols; ++col) y[col] += call.slots[s * call.y.cols + col];
  }
}

Support supports(const KernelQuery& query) {
  if (query.results[0].dtype != DType::kF32) return no("values are not f32");
  return simd_support();
}

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& values = query.operands[1];
  const int64_t entries = query.operands[0].entries;
  return {
      .seconds =
          gather_seconds(hardware, {.sequential_bytes = static_cast<double>(
                                        values.bytes() + 8 * entries + query.results[0].bytes()),
                                    .flops = 10.0 * static_cast<double>(values.elements())}),
      .workspace_bytes = edge_sum_workspace_floats(entries, values.cols) * size_of(DType::kF32)};
}

void run(const KernelArgs& args) {
  const OperandView& values = args.operands[1];
  sum_edge_values({.a = *args.operands[0].adjacency,
                   .values = values.values<const float>(),
                   .values_stride = values.stride,
                   .y = args.results[0],
                   .slots = reinterpret_cast<float*>(args.workspace)},
                  args.threads);
}

}  // namespace

int64_t edge_sum_workspace_floats(int64_t entries, int64_t cols) {
  return max_slots(entries) * cols;
}

void sum_edge_values(const EdgeSumCall& call, int threads) {
  for_each_task(call.a, threads, [&](const RowTask& task) {
    HWY_DYNAMIC_DISPATCH(edge_sum_task)(call, task);
  });
  for_each_split_row(call.a, threads, [&](const SplitRow& row) { merge(call, row); });
}

const Kernel kEdgeSumCsr = {
    .name = "edge_sum_csr_cpu_rowsplit",
    .op = &kEdgeSum,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
