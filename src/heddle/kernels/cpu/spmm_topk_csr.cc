// spmm_topk and spmm_topk_quantized, CSR, CPU:
//   y[i, p[j, r]] += c_i * w(i, j) * s_j * values[j, r]  over edges (i <- j), r < K
//
// Values or codes and positions of a sender are laid into one record first; then each receiver adds
// the K numbers of its senders into a row of sums in the first-level cache, one by one, and writes
// it. Records of coming edges are prefetched. A hub is cut into pieces as in spmm_csr_cpu_rowsplit.
//
// Weak where the additions take longer than the bytes (AVX2, D = 256: whole bf16 rows are as
// fast at K = 16, f32 rows at about K = 48), and where the rows fit a cache and bytes do not count.

#include "heddle/base/parallel.h"
#include "heddle/base/simd_loop.h"
#include "heddle/kernels/cpu/class_runs.h"
#include "heddle/kernels/cpu/edge_factors.h"
#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/kept_dispatch.h"
#include "heddle/kernels/cpu/kept_records.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/result_row.h"
#include "heddle/kernels/cpu/row_task.h"
#include "heddle/kernels/cpu/stack_sums.h"
#include "heddle/ops/spmm_quantized.h"
#include "heddle/ops/spmm_topk.h"

#include <algorithm>
#include <array>

namespace heddle::cpu {
namespace {

// Values of an edge that are added in one go.
constexpr int64_t kTogether = 8;

// What the two operators give; scales are absent for values.
struct KeptOperands {
  OperandView rows, positions, weights, scales, classes, senders, receiver_factors;
};

void write_scaled(const float* sums, float scale, int64_t cols, float* to) {
  HEDDLE_SIMD_LOOP
  for (int64_t c = 0; c < cols; ++c) to[c] = scale * sums[c];
}
void write_scaled(const float* sums, float scale, int64_t cols, Bf16* to) {
  HEDDLE_SIMD_LOOP
  for (int64_t c = 0; c < cols; ++c) to[c].bits = Bf16(scale * sums[c]).bits;
}

// Rows of `Value`, f32, bf16 or codes of a byte.
template <class Value, class Position>
class SpmmTopk {
 public:
  SpmmTopk(const KernelArgs& args, const KeptOperands& kept)
      : args_(args),
        a_(*args.operands[0].adjacency),
        edges_(a_, kept.classes, kept.senders),
        operands_(kept),
        factors_{a_, kept.weights, kept.scales},
        y_(args.results[0]),
        kept_(kept.positions.cols),
        last_(a_.entries() - 1),
        mean_(args.attributes->text("reduce") == "mean"),
        records_(args.workspace, kept_),
        slots_(args.workspace +
                   kept.rows.rows * kept_record_bytes(kept_, sizeof(Value), sizeof(Position)),
               y_.cols) {}

  void run() const {
    parallel_ranges(args_.threads, operands_.rows.rows, kRecordsPerTask,
                    [&](int64_t begin, int64_t end) { write_records(begin, end); });
    for_each_task(a_, args_.threads, [&](const RowTask& task) { sum_rows(task); });
    for_each_split_row(a_, args_.threads, [&](const SplitRow& split) { merge(split); });
  }

 private:
  void write_records(int64_t begin, int64_t end) const {
    const auto values = operands_.rows.matrix<const Value>();
    const auto positions = operands_.positions.matrix<const Position>();
    for (int64_t row = begin; row < end; ++row) {
      write_values(values.row(row), records_.values(row));
      std::copy_n(positions.row(row), kept_, records_.positions(row));
    }
  }

  // Codes of less than a byte are unpacked.
  void write_values(const Value* row, Value* to) const {
    if constexpr (std::is_same_v<Value, int8_t>) {
      const int64_t bits = operands_.rows.bits;
      for (int64_t r = 0; r < kept_; ++r) to[r] = static_cast<int8_t>(load_code(row, r, bits));
    } else {
      std::copy_n(row, kept_, to);
    }
  }

  void sum_rows(const RowTask& task) const {
    std::array<float, kMaxStackSums> row_sums;
    for_each_row(a_, task, [&](int64_t row, int64_t begin, int64_t end) {
      float* sums = task.slot >= 0 ? slots_.of(task.slot) : row_sums.data();
      std::fill_n(sums, y_.cols, 0.0F);
      for (int64_t e = begin; e < end; ++e) add_sender(e, sums);
      if (task.slot < 0) finish(row, sums);
    });
  }

  void add_sender(int64_t e, float* sums) const {
    prefetch_coming(e);
    const Value* values = records_.values(edges_.sender(e));
    const Position* positions = records_.positions(edges_.sender(e));
    const float weight = factors_.of(e) * edges_.factor(e);
    int64_t r = 0;
    for (; r + kTogether <= kept_; r += kTogether)
      add_values(values + r, positions + r, weight, sums);
    for (; r < kept_; ++r) sums[positions[r]] += weight * static_cast<float>(values[r]);
  }

  // Into the second-level cache early, into the first shortly before.
  void prefetch_coming(int64_t e) const {
    constexpr int64_t kFar = 64, kNear = 8;  // edges
    const int64_t far = std::min(e + kFar, last_);
    records_.template prefetch<2>(edges_.sender(far));
    factors_.prefetch(far);
    records_.template prefetch<3>(edges_.sender(std::min(e + kNear, last_)));
  }

  // A few values that are loaded before a sum is stored: the stores might change them, for all that
  // the compiler knows.
  static void add_values(const Value* values, const Position* positions, float weight,
                         float* sums) {
    std::array<float, kTogether> terms;
    std::array<Position, kTogether> columns;
    for (size_t k = 0; k < kTogether; ++k) terms[k] = weight * static_cast<float>(values[k]);
    std::copy_n(positions, kTogether, columns.begin());
#pragma GCC unroll 8
    for (size_t k = 0; k < kTogether; ++k) sums[columns[k]] += terms[k];
  }

  void merge(const SplitRow& split) const { finish(split.row, slots_.merge(split)); }

  void finish(int64_t row, const float* sums) const {
    const int64_t degree = a_.degree(row);
    const float factor = factor_of(operands_.receiver_factors, row);
    const float scale = mean_ && degree > 0 ? factor / static_cast<float>(degree) : factor;
    with_result_row(y_, row, [&](auto* to) { write_scaled(sums, scale, y_.cols, to); });
  }

  const KernelArgs& args_;
  const AdjacencyView& a_;
  ClassedEdges edges_;
  KeptOperands operands_;
  EdgeFactors factors_;
  OperandView y_;
  int64_t kept_, last_;  // columns of a row, entry
  bool mean_;
  KeptRecords<Value, Position> records_;
  RowSlots slots_;
};

Support supports(const KernelQuery& query) {
  if (query.results[0].dtype == DType::kF64) return no("sums are f64");
  if (query.results[0].cols > kMaxStackSums) return too_many_stack_sums();
  return yes();
}

// Position, sum and store of a value wait for each other where columns meet again soon.
constexpr double kOpsPerValue = 5;

Cost cost_of(const KernelQuery& query, const HardwareProfile& hardware, const Type& positions) {
  const Type& values = query.operands[1];
  const int64_t entries = query.operands[0].entries;
  const int64_t record_bytes =
      kept_record_bytes(values.cols, size_of(values.dtype), size_of(positions.dtype));
  const int64_t records = values.rows * record_bytes;
  const auto kept = static_cast<double>(entries * positions.kept);
  double sequential = static_cast<double>(query.results[0].bytes() + records);
  for (const Type& operand : query.operands) sequential += static_cast<double>(operand.bytes());
  return gather_cost(hardware,
                     {.rows = entries,
                      .row_bytes = record_bytes,
                      .matrix_bytes = records,
                      .sequential_bytes = sequential,
                      .scalar_ops = kOpsPerValue * kept,
                      .threads = query.threads},
                     records + slots_bytes(entries, query.results[0].cols));
}

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  return cost_of(query, hardware, query.operands[2]);
}
Cost cost_of_codes(const KernelQuery& query, const HardwareProfile& hardware) {
  return cost_of(query, hardware, query.operands[3]);
}

void run(const KernelArgs& args) {
  const KeptOperands kept = {args.operands[1], args.operands[2], args.operands[3], {}, {}, {}, {}};
  dispatch_kept(args.results[0], kept.positions, [&]<class T, class Position>(T, Position) {
    SpmmTopk<T, Position>(args, kept).run();
  });
}

void run_codes(const KernelArgs& args) {
  const KeptOperands kept = {args.operands[1], args.operands[3], args.operands[4], args.operands[2],
                             args.operands[5], args.operands[6], args.operands[7]};
  kept.positions.dtype == DType::kU8 ? SpmmTopk<int8_t, uint8_t>(args, kept).run()
                                     : SpmmTopk<int8_t, uint16_t>(args, kept).run();
}

}  // namespace

const Kernel kSpmmTopkCsr = {
    .name = "spmm_topk_csr_cpu_scatter",
    .op = &kSpmmTopk,
    .supports = supports,
    .cost = cost,
    .run = run,
};

const Kernel kSpmmTopkQuantizedCsr = {
    .name = "spmm_topk_quantized_csr_cpu_scatter",
    .op = &kSpmmTopkQuantized,
    .supports = supports,
    .cost = cost_of_codes,
    .run = run_codes,
};

}  // namespace heddle::cpu
