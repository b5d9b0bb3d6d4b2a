// edge_add, CSR, CPU:  e[i <- j, :] = receiver[i, :] + sender[j, :], either may be absent; f32.
//
// Edge by edge, a vector of columns at a time; rows of coming senders are prefetched. Every edge is
// written by the task that holds it, so hubs need no carry.
//
// Weak for few columns: one column fills one lane of a vector.

#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/prefetch.h"
#include "heddle/kernels/cpu/row_task.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/ops/edge_add.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/edge_add_csr_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "heddle/kernels/cpu/edge_scores_simd.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

const float* row_of(const OperandView& view, int64_t row) {
  return view.values<const float>() + row * view.stride;
}

void edge_add_task(const AdjacencyView& a, const OperandView& receiver, const OperandView& sender,
                   const OperandView& result, const RowTask& task) {
  constexpr int64_t kAhead = 32;
  const FloatTag tag;
  const int64_t last = a.entries() - 1;
  for_each_row(a, task, [&](int64_t row, int64_t begin, int64_t end) HWY_ATTR {
    for_each_head_vector(
        static_cast<size_t>(result.cols), [&](size_t col, size_t lanes) HEDDLE_SIMD_LAMBDA {
          const auto here = receiver.present() ? load_first(tag, row_of(receiver, row) + col, lanes)
                                               : hn::Zero(tag);
          for (int64_t e = begin; e < end; ++e) {
            auto sum = here;
            if (sender.present()) {
              prefetch_line(row_of(sender, a.columns[std::min(e + kAhead, last)]) + col);
              sum = hn::Add(sum, load_first(tag, row_of(sender, a.columns[e]) + col, lanes));
            }
            float* to = result.values<float>() + a.edge_position(e) * result.stride + col;
            store_first(sum, tag, to, lanes);
          }
        });
  });
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(edge_add_task);
namespace {

Support supports(const KernelQuery& query) {
  if (query.results[0].dtype != DType::kF32) return no("values are not f32");
  return simd_support();
}

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& sender = query.operands[2];
  const Type& e = query.results[0];
  const int64_t entries = query.operands[0].entries;
  const auto sequential = static_cast<double>(2 * e.bytes() + query.operands[0].bytes());
  return {.seconds = gather_seconds(hardware, {.rows = sender.present() ? entries : 0,
                                               .row_bytes = e.cols * size_of(e.dtype),
                                               .matrix_bytes = sender.bytes(),
                                               .sequential_bytes = sequential,
                                               .flops = 10.0 * static_cast<double>(e.elements())}),
          .workspace_bytes = 0};
}

void run(const KernelArgs& args) {
  const AdjacencyView& a = *args.operands[0].adjacency;
  for_each_task(a, args.threads, [&](const RowTask& task) {
    HWY_DYNAMIC_DISPATCH(edge_add_task)
    (a, args.operands[1], args.operands[2], args.results[0], task);
  });
}

}  // namespace

const Kernel kEdgeAddCsr = {
    .name = "edge_add_csr_cpu_rowsplit",
    .op = &kEdgeAdd,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
