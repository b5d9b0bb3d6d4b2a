// relation_norm, CSR, CPU:  n[e] = 1 / (number of in-edges of the same receiver and relation), f32.
//
// Tasks of the row schedule own their edges; a run that a piece of a hub cuts is counted whole.

#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/relation_call.h"
#include "heddle/kernels/cpu/row_task.h"
#include "heddle/ops/relation_norm.h"

namespace heddle::cpu {
namespace {

// Entries [begin, end) of a row.
void norm_entries(const AdjacencyView& a, int64_t row, int64_t begin, int64_t end,
                  const OperandView& n) {
  RelationRuns runs(a, row, a.row_offsets[row], a.row_offsets[row + 1]);
  for (RelationRun run; runs.next(run) && run.begin < end;) {
    const float norm = 1 / static_cast<float>(run.end - run.begin);
    for (int64_t e = std::max(begin, run.begin); e < std::min(end, run.end); ++e) {
      n.values<float>()[a.edge_position(e) * n.stride] = norm;
    }
  }
}

Support supports(const KernelQuery& query) {
  return query.results[0].dtype == DType::kF32 ? yes() : no("the norm is not f32");
}

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Work work = query.work();
  const double loop = 4 * work.flops / hardware.scalar_ops_per_second;
  return {.seconds = loop + gather_seconds(hardware, {.sequential_bytes = work.bytes}),
          .workspace_bytes = 0};
}

void run(const KernelArgs& args) {
  const AdjacencyView& a = *args.operands[0].adjacency;
  for_each_task(a, args.threads, [&](const RowTask& task) {
    for_each_row(a, task, [&](int64_t row, int64_t begin, int64_t end) {
      norm_entries(a, row, begin, end, args.results[0]);
    });
  });
}

}  // namespace

const Kernel kRelationNormCsr = {
    .name = "relation_norm_csr_cpu",
    .op = &kRelationNorm,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
