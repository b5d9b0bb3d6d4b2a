// sddmm, CSR, CPU:  e[i <- j, h] = <a[i, h, :], b[j, h, :]>, for f32 and bf16 rows.
//
// The row of the receiver stays in the first-level cache while its edges go by; rows of coming
// senders are prefetched. A head is summed in one vector; the lanes of four such vectors are summed
// together. Every edge is written by the task that holds it, so hubs need no carry.
//
// Weak for heads that are neither whole vectors nor a power of two of columns (lane by lane).

#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/prefetch.h"
#include "heddle/kernels/cpu/row_task.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/ops/sddmm.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/sddmm_csr_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "heddle/kernels/cpu/edge_scores_simd.h"
#include "heddle/kernels/cpu/head_dots_simd.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

template <class T>
void products(const AdjacencyView& adjacency, const OperandView& a, const OperandView& b,
              const OperandView& result, const RowTask& task) {
  const auto columns = static_cast<size_t>(a.cols);
  const auto heads = static_cast<size_t>(result.cols);
  const HeadDots<T> dots(columns, heads);
  const int64_t last = adjacency.entries() - 1;
  const int64_t ahead = prefetch_distance(columns * sizeof(T));
  const auto sender = [&](int64_t entry) {
    return b.values<const T>() + adjacency.columns[entry] * b.stride;
  };
  const int64_t step = chunk_edges(heads);
  for_each_row(adjacency, task, [&](int64_t row, int64_t begin, int64_t end) HWY_ATTR {
    const T* receiver = a.values<const T>() + row * a.stride;
    ScoreChunk chunk;
    for (int64_t first = begin; first < end; first += step) {
      const int64_t n = std::min(step, end - first);
      const auto sender_row = [&](int64_t e) HEDDLE_SIMD_LAMBDA {
        prefetch_bytes<2>(sender(std::min(first + e + ahead, last)), columns * sizeof(T));
        return sender(first + e);
      };
      dots(receiver, sender_row, n, chunk.values);
      for (int64_t e = 0; e < n; ++e) {
        float* to = result.values<float>() + adjacency.edge_position(first + e) * result.stride;
        std::copy_n(chunk.values + static_cast<size_t>(e) * heads, heads, to);
      }
    }
  });
}

void sddmm_task(const AdjacencyView& adjacency, const OperandView& a, const OperandView& b,
                const OperandView& result, const RowTask& task) {
  if (a.dtype == DType::kBf16) return products<Bf16>(adjacency, a, b, result, task);
  products<float>(adjacency, a, b, result, task);
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(sddmm_task);
namespace {

Support supports(const KernelQuery& query) {
  if (query.results[0].cols > 256) return no("there are more than 256 heads");
  return simd_row_support(query.operands[1].dtype);
}

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& b = query.operands[2];
  const Type& e = query.results[0];
  const int64_t entries = query.operands[0].entries;
  const auto sequential =
      static_cast<double>(query.operands[0].bytes() + query.operands[1].bytes() + 2 * e.bytes());
  return {.seconds = gather_seconds(
              hardware, {.rows = entries,
                         .row_bytes = b.cols * size_of(b.dtype),
                         .matrix_bytes = b.bytes(),
                         .sequential_bytes = sequential,
                         .flops = static_cast<double>(entries * (2 * b.cols + 20 * e.cols))}),
          .workspace_bytes = 0};
}

void run(const KernelArgs& args) {
  const AdjacencyView& adjacency = *args.operands[0].adjacency;
  for_each_task(adjacency, args.threads, [&](const RowTask& task) {
    HWY_DYNAMIC_DISPATCH(sddmm_task)
    (adjacency, args.operands[1], args.operands[2], args.results[0], task);
  });
}

}  // namespace

const Kernel kSddmmCsr = {
    .name = "sddmm_csr_cpu_rowsplit",
    .op = &kSddmm,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
