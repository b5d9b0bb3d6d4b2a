// relation_embedding_gradient, CSR, CPU:
//   t[r M + j, :] = sum over edges e = (j <- i) of relation r of w_e dy[i, :]
//
// The adjacency has the rows of one relation's table as its receivers, so every run (edges of one
// receiver and relation) is one row of t, summed in registers and written once. All other rows are
// cleared before. A run that crosses the border between two pieces of a hub leaves its parts in
// the workspace, where they are added in order.
//
// Weak where the table is much larger than the number of edges: clearing it is most of the work.

#include "heddle/kernels/cpu/blocks.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/relation_call.h"
#include "heddle/kernels/cpu/row_task.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/kernels/cpu/workspace_layout.h"
#include "heddle/ops/relation_embedding.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/relation_embedding_gradient_csr_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "heddle/kernels/cpu/relation_tile_simd.h"
// clang-format on

#ifndef HEDDLE_KERNELS_CPU_RELATION_EMBEDDING_GRADIENT_PLACES
#define HEDDLE_KERNELS_CPU_RELATION_EMBEDDING_GRADIENT_PLACES
namespace heddle::cpu {
namespace {

// `call.y` is the table.
inline float* table_row(const RelationCall& call, int64_t relation, int64_t row) {
  const int64_t rows = call.y.rows / call.a.relations;
  return call.y.values<float>() + (relation * rows + row) * call.y.stride;
}

// A piece has two slots: for the end of a run that began in an earlier piece, and for a run that
// goes on in the next piece. They hold columns in order.
inline float* part_of_run(const RelationCall& call, int64_t piece, bool goes_on) {
  return call.slots + (2 * piece + (goes_on ? 1 : 0)) * call.slot_stride;
}

// Are the entries on both sides of `entry` of one run of `row`?
inline bool cuts_run(const AdjacencyView& a, int64_t row, int64_t entry) {
  return entry > a.row_offsets[row] && entry < a.row_offsets[row + 1] &&
         a.relation_of(entry - 1) == a.relation_of(entry);
}

}  // namespace
}  // namespace heddle::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {
// Sums one run in column order; writes whole vectors to a slot, `columns` floats to the table.
template <class T>
void sum_run(const RelationCall& call, const RelationRun& run, float* to, bool is_slot) {
  for_each_small_tile<T>(static_cast<size_t>(call.y.cols),
                         [&](auto n, size_t first, size_t columns) HWY_ATTR {
                           FloatVec sum[n];
                           clear_tile(sum);
                           add_sender_rows<T>(call, run.begin, run.end, first, columns, sum);
                           HWY_ALIGN float lanes[n * kLanes];
                           store_columns<T, n>(sum, is_slot ? to + first : lanes);
                           if (!is_slot) std::copy_n(lanes, columns, to + first);
                         });
}

template <class T>
void sum_task(const RelationCall& call, const RowTask& task) {
  for (int64_t row = task.row_begin; row < task.row_end; ++row) {
    const int64_t begin = call.begin_of(task, row), end = call.end_of(task, row);
    RelationRuns runs(call.a, row, begin, end);
    for (RelationRun run; runs.next(run);) {
      const bool goes_on = run.end == end && cuts_run(call.a, row, end);
      const bool began_before = run.begin == begin && cuts_run(call.a, row, begin);
      const bool is_slot = goes_on || began_before;
      float* to =
          is_slot ? part_of_run(call, task.slot, goes_on) : table_row(call, run.relation, row);
      sum_run<T>(call, run, to, is_slot);
    }
  }
}

void embedding_gradient_task(const RelationCall& call, const RowTask& task) {
  if (call.rows.dtype == DType::kBf16) return sum_task<Bf16>(call, task);
  sum_task<float>(call, task);
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(embedding_gradient_task);
namespace {

// Runs of a split row that lie in several pieces.
void merge_runs(const RelationCall& call, const SplitRow& split) {
  const int64_t row_begin = call.a.row_offsets[split.row];
  RelationRuns runs(call.a, split.row, row_begin, call.a.row_offsets[split.row + 1]);
  for (RelationRun run; runs.next(run);) {
    const int64_t first = split.slot_begin + (run.begin - row_begin) / kEntriesPerTask;
    const int64_t last = split.slot_begin + (run.end - 1 - row_begin) / kEntriesPerTask;
    if (first == last) continue;
    float* to = table_row(call, run.relation, split.row);
    for (int64_t col = 0; col < call.y.cols; ++col) {
      float sum = 0;
      for (int64_t p = first; p <= last; ++p) sum += part_of_run(call, p, p < last)[col];
      to[col] = sum;
    }
  }
}

Support supports(const KernelQuery& query) { return simd_row_support(query.operands[1].dtype); }

// Rows of the table are cleared, read and written.
Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& dy = query.operands[1];
  const int64_t entries = query.operands[0].entries;
  const double flops = 2.0 * static_cast<double>(entries) * static_cast<double>(dy.cols);
  const double again = 2.0 * static_cast<double>(query.results[0].bytes());
  return {.seconds = relation_seconds(query, hardware, dy, dy.cols, flops) +
                     again / hardware.sequential_bytes_per_second,
          .workspace_bytes = slots_bytes(entries, 2 * padded_floats(dy.cols))};
}

void run(const KernelArgs& args) {
  const OperandView& table = args.results[0];
  const RelationCall call = {.a = *args.operands[0].adjacency,
                             .rows = args.operands[1],
                             .matrices = {},
                             .weights = args.operands[2],
                             .y = table,
                             .slots = reinterpret_cast<float*>(args.workspace),
                             .slot_stride = padded_floats(table.cols)};
  for_each_row_block(args.threads, table.rows, table.cols, [&](const Block& block) {
    for (int64_t row = block.row_begin; row < block.row_end; ++row) {
      std::fill_n(table.matrix<float>().row(row), table.cols, 0.0F);
    }
  });
  for_each_task(call.a, args.threads, [&](const RowTask& task) {
    HWY_DYNAMIC_DISPATCH(embedding_gradient_task)(call, task);
  });
  for_each_split_row(call.a, args.threads, [&](const SplitRow& split) { merge_runs(call, split); });
}

}  // namespace

const Kernel kRelationEmbeddingGradientCsr = {
    .name = "relation_embedding_gradient_csr_cpu_rowsplit",
    .op = &kRelationEmbeddingGradient,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
