// relation_embedding, CSR, CPU:
//   y[i, :] = sum over edges e = (i <- j) of w_e table[rel(e) M + j, :]
//
// As spmm, with rows of the table chosen by relation and sender: a task owns rows of y, a tile of
// up to four vectors stays in registers, rows of coming edges are prefetched, pieces of hubs are
// added in order.

#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/relation_call.h"
#include "heddle/kernels/cpu/row_task.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/kernels/cpu/workspace_layout.h"
#include "heddle/ops/relation_embedding.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/relation_embedding_csr_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "heddle/kernels/cpu/relation_tile_simd.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

template <class T>
HWY_INLINE const T* table_row(const RelationCall& call, int64_t e) {
  const int64_t senders = call.rows.rows / call.a.relations;
  return call.row<T>(call.a.relation_of(e) * senders + call.a.columns[e]);
}

template <class T>
void embedding_task_of(const RelationCall& call, const RowTask& task) {
  sum_rows<T>(call, task,
              [&]<size_t N>(int64_t, int64_t begin, int64_t end, size_t first, size_t columns,
                            FloatVec(&sum)[N]) HEDDLE_SIMD_LAMBDA {
                add_gathered_rows<T>(
                    call, begin, end, columns,
                    [&](int64_t e) HEDDLE_SIMD_LAMBDA { return table_row<T>(call, e) + first; },
                    sum);
              });
}

void relation_embedding_task(const RelationCall& call, const RowTask& task) {
  if (call.y.dtype == DType::kBf16) return embedding_task_of<Bf16>(call, task);
  embedding_task_of<float>(call, task);
}

void relation_embedding_merge(const RelationCall& call, const SplitRow& split) {
  merge_slots(call, split, 1);
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(relation_embedding_task);
HWY_EXPORT(relation_embedding_merge);
namespace {

Support supports(const KernelQuery& query) { return simd_row_support(query.operands[1].dtype); }

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& table = query.operands[1];
  const int64_t entries = query.operands[0].entries;
  return {.seconds = relation_seconds(
              query, hardware, table, table.cols,
              2.0 * static_cast<double>(entries) * static_cast<double>(table.cols)),
          .workspace_bytes = slots_bytes(entries, padded_floats(table.cols))};
}

void run(const KernelArgs& args) {
  const RelationCall call = {.a = *args.operands[0].adjacency,
                             .rows = args.operands[1],
                             .matrices = {},
                             .weights = args.operands[2],
                             .y = args.results[0],
                             .slots = reinterpret_cast<float*>(args.workspace),
                             .slot_stride = padded_floats(args.results[0].cols)};
  for_each_task(call.a, args.threads, [&](const RowTask& task) {
    HWY_DYNAMIC_DISPATCH(relation_embedding_task)(call, task);
  });
  for_each_split_row(call.a, args.threads, [&](const SplitRow& split) {
    HWY_DYNAMIC_DISPATCH(relation_embedding_merge)(call, split);
  });
}

}  // namespace

const Kernel kRelationEmbeddingCsr = {
    .name = "relation_embedding_csr_cpu_rowsplit",
    .op = &kRelationEmbedding,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
