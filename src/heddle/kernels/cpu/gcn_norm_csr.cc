// gcn_norm, CSR, CPU:  n[i <- j] = s_i w(i, j) s_j with s = d^(-1/2), 0 where d = 0, for f32.
//
// The scales of all rows go to the workspace first; every edge then reads two of them. Tasks and
// pieces of hubs own their edges.

#include "heddle/base/parallel.h"
#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/row_degrees.h"
#include "heddle/kernels/cpu/row_task.h"
#include "heddle/ops/gcn_norm.h"
#include "heddle/ops/moved_bytes.h"

#include <cmath>

namespace heddle::cpu {
namespace {

constexpr int64_t kRowsPerTask = 4096;

void norm_entries(const AdjacencyView& a, const OperandView& weights, const float* scales,
                  float scale, int64_t begin, int64_t end, const OperandView& n) {
  for (int64_t e = begin; e < end; ++e) {
    const int64_t position = a.edge_position(e);
    const float weight =
        weights.present() ? weights.values<const float>()[position * weights.stride] : 1.0F;
    n.values<float>()[position * n.stride] = scale * weight * scales[a.columns[e]];
  }
}

Support supports(const KernelQuery& query) {
  return query.results[0].dtype == DType::kF32 ? yes() : no("the norm is not f32");
}

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& a = query.operands[0];
  const int64_t scale_bytes = a.rows * size_of(DType::kF32);
  return {.seconds = gather_seconds(
              hardware, {.rows = a.entries,
                         .row_bytes = size_of(DType::kF32),
                         .matrix_bytes = scale_bytes,
                         .sequential_bytes = moved_bytes(query.operands, query.results)}),
          .workspace_bytes = degree_slots_bytes(a.entries) + scale_bytes};
}

// Workspace: slots of degrees, then the scales of all rows.
void run(const KernelArgs& args) {
  const AdjacencyView& a = *args.operands[0].adjacency;
  const OperandView& weights = args.operands[1];
  auto* slots = reinterpret_cast<float*>(args.workspace);
  float* scales = slots + a.schedule->slots();
  row_degrees(args.threads, a, weights, slots, scales, 1);
  parallel_ranges(args.threads, a.rows, kRowsPerTask, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      scales[i] = scales[i] == 0 ? 0.0F : 1 / std::sqrt(scales[i]);
    }
  });
  for_each_task(a, args.threads, [&](const RowTask& task) {
    for_each_row(a, task, [&](int64_t row, int64_t begin, int64_t end) {
      norm_entries(a, weights, scales, scales[row], begin, end, args.results[0]);
    });
  });
}

}  // namespace

const Kernel kGcnNormCsr = {
    .name = "gcn_norm_csr_cpu",
    .op = &kGcnNorm,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
