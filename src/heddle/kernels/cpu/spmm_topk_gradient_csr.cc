// spmm_topk_gradient, CSR, CPU:  dvalues[j, r] = sum over edges (i <- j) of w(i, j) dy[i, p[j, r]]
//
// Push: rows of dy are read in order, and each adds into the K sums of its senders. Reading dy once
// per out-edge instead would touch nearly every cache line of it for K columns anywhere in the row.
// Senders are cut into ranges with about equally many edges; a range has one owner, who walks all
// receivers and takes the edges that come from its senders. So there are no atomics, and a sender's
// sum runs in the order of its receivers however many ranges there are: the same bits.
//
// Weak where the additions take longer than the bytes, as in spmm_topk_csr_cpu_scatter, and where
// receivers have few edges per range: then dy is read once per range, not once.

#include "heddle/kernels/cpu/edge_weights.h"
#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/kept_dispatch.h"
#include "heddle/kernels/cpu/kept_records.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/sender_ranges.h"
#include "heddle/ops/spmm_topk.h"

#include <algorithm>

namespace heddle::cpu {
namespace {

template <class T, class Position>
class SpmmTopkGradient {
 public:
  explicit SpmmTopkGradient(const KernelArgs& args)
      : args_(args),
        a_(*args.operands[0].adjacency),
        dy_(args.operands[1].matrix<const T>()),
        weights_(args.operands[3]),
        d_values_(args.results[0].matrix<T>()),
        records_(args.workspace, d_values_.cols) {}

  void run() const {
    parallel_ranges(args_.threads, d_values_.rows, kRecordsPerTask,
                    [&](int64_t begin, int64_t end) { clear_records(begin, end); });
    parallel_for(args_.threads, args_.threads,
                 [&](int64_t i) { push(sender_range(a_, i, args_.threads)); });
    parallel_ranges(args_.threads, d_values_.rows, kRecordsPerTask,
                    [&](int64_t begin, int64_t end) { read_records(begin, end); });
  }

 private:
  void clear_records(int64_t begin, int64_t end) const {
    const auto positions = args_.operands[2].matrix<const Position>();
    for (int64_t row = begin; row < end; ++row) {
      std::fill_n(records_.values(row), d_values_.cols, 0.0F);
      std::copy_n(positions.row(row), d_values_.cols, records_.positions(row));
    }
  }

  void push(RowRange senders) const {
    constexpr int64_t kAhead = 32;  // edges
    SenderRangeEdges here(a_, senders), coming(a_, senders);
    for (int64_t e = 0; e < kAhead && coming.more(); ++e) prefetch(coming);
    for (; here.more(); here.next()) {
      if (coming.more()) prefetch(coming);
      add_receiver(here.entry(), dy_.row(here.row()));
    }
  }

  void prefetch(SenderRangeEdges& coming) const {
    records_.template prefetch<3, true>(a_.columns[coming.entry()]);
    coming.next();
  }

  void add_receiver(int64_t e, const T* dy) const {
    float* sums = records_.values(a_.columns[e]);
    const Position* positions = records_.positions(a_.columns[e]);
    const float weight = weights_.present() ? *edge_weights(a_, weights_, e) : 1.0F;
    for (int64_t r = 0; r < d_values_.cols; ++r) {
      sums[r] += weight * static_cast<float>(dy[positions[r]]);
    }
  }

  void read_records(int64_t begin, int64_t end) const {
    for (int64_t row = begin; row < end; ++row) {
      const float* sums = records_.values(row);
      for (int64_t r = 0; r < d_values_.cols; ++r) d_values_.at(row, r) = static_cast<T>(sums[r]);
    }
  }

  const KernelArgs& args_;
  const AdjacencyView& a_;
  MatrixView<const T> dy_;
  const OperandView& weights_;
  MatrixView<T> d_values_;
  KeptRecords<float, Position> records_;
};

Support supports(const KernelQuery& query) {
  if (query.operands[1].dtype == DType::kF64) return no("dy is f64");
  if (query.operands[0].relations > 1) return no("senders of several relations are not ascending");
  return yes();
}

// A sum is loaded and stored.
constexpr double kOpsPerValue = 2;

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& dy = query.operands[1];
  const Type& positions = query.operands[2];
  const int64_t entries = query.operands[0].entries;
  const int64_t record_bytes =
      kept_record_bytes(positions.kept, size_of(DType::kF32), size_of(positions.dtype));
  const int64_t records = positions.rows * record_bytes;
  const double sequential = static_cast<double>(
      query.threads * (dy.bytes() + query.operands[0].bytes()) + query.results[0].bytes() +
      positions.bytes() + 2 * records + query.operands[3].bytes());
  return gather_cost(hardware,
                     {.rows = entries,  // writing back hides behind the additions
                      .row_bytes = record_bytes,
                      .matrix_bytes = records,
                      .sequential_bytes = sequential,
                      .scalar_ops = kOpsPerValue * static_cast<double>(entries * positions.kept),
                      .threads = query.threads},
                     records);
}

void run(const KernelArgs& args) {
  dispatch_kept(args.results[0], args.operands[2], [&]<class T, class Position>(T, Position) {
    SpmmTopkGradient<T, Position>(args).run();
  });
}

}  // namespace

const Kernel kSpmmTopkGradientCsr = {
    .name = "spmm_topk_gradient_csr_cpu_push",
    .op = &kSpmmTopkGradient,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
