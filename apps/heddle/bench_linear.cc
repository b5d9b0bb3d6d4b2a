#include "apps/heddle/bench_linear.h"

#include "apps/heddle/bench_call.h"
#include "heddle/base/philox.h"
#include "heddle/ops/linear.h"

#include <algorithm>

namespace heddle::cli {
namespace {

constexpr SpaceId kRows = 0;

Attributes linear_attributes(bool transpose_w) {
  return {{"activation", std::string("none")}, {"transpose_w", transpose_w}};
}

// Bag-of-words features: `entries_per_row` random columns in every row.
EdgeList random_entries(const LinearBench& bench) {
  const RandomStream random = {.seed = 2};
  EdgeList edges;
  edges.receivers = bench.rows;
  edges.senders = bench.csr_cols;
  for (int64_t row = 0; row < bench.rows; ++row) {
    for (int64_t k = 0; k < bench.entries_per_row; ++k) {
      const auto column = random.word(row, k) % static_cast<uint64_t>(bench.csr_cols);
      edges.destinations.push_back(static_cast<int32_t>(row));
      edges.sources.push_back(static_cast<int32_t>(column));
    }
  }
  return edges;
}

class Rows {
 public:
  explicit Rows(const LinearBench& bench) : bench_(bench) {}

  // A row for every tuned kernel of the call, fastest first.
  void measure(KernelCall& call, std::string_view direction) {
    const KernelQuery query = call.query();
    std::vector<std::function<void()>> bodies;
    const size_t first = rows_.size();
    for (const Kernel* kernel : call.tuned_kernels()) {
      bodies.push_back(call.body(*kernel));
      BenchRow& row = rows_.emplace_back(call.row(*kernel));
      const Type& x = query.operands[0];
      row.direction = direction;
      row.sizes = {{"rows", x.rows}, {"inner", x.cols}, {"cols", query.operands[1].cols}};
      if (!x.is_dense()) row.sizes.emplace_back("entries", x.entries);
    }
    const std::vector<Timing> timings = time_in_turns(bench_.seconds, bodies);
    for (size_t i = 0; i < timings.size(); ++i) set_times(rows_[first + i], timings[i]);
    std::sort(rows_.begin() + static_cast<std::ptrdiff_t>(first), rows_.end(),
              [](const BenchRow& a, const BenchRow& b) { return a.seconds_min < b.seconds_min; });
  }

  void measure_dense(DType dtype) {
    const Type x = dense_type(dtype, kRows, bench_.rows, bench_.inner);
    const Type y = dense_type(dtype, kRows, bench_.rows, bench_.cols);
    const Type w = weight_type(bench_.inner, bench_.cols, dtype);
    {
      KernelCall forward(kLinear, linear_attributes(false), bench_.threads);
      for (const Type& type : {x, w}) forward.add_operand(type);
      forward.add_result(y);
      measure(forward, "forward");
    }
    {
      KernelCall backward(kLinear, linear_attributes(true), bench_.threads);
      for (const Type& type : {y, w}) backward.add_operand(type);
      backward.add_result(x);
      measure(backward, "backward");
    }
    KernelCall gradient(kLinearWeightGradient, {}, bench_.threads);
    for (const Type& type : {x, y}) gradient.add_operand(type);
    gradient.add_result(weight_type(bench_.inner, bench_.cols));
    measure(gradient, "weight gradient");
  }

  void measure_csr(const AdjacencyView& structure, DType dtype) {
    const Type y = dense_type(dtype, kRows, bench_.rows, bench_.cols);
    Type x = dense_type(DType::kF32, kRows, bench_.rows, bench_.csr_cols);
    x.form = Form::kCsr;
    x.entries = structure.entries();
    {
      KernelCall forward(kLinear, linear_attributes(false), bench_.threads);
      forward.add_operand(x, &structure);
      forward.add_operand(weight_type(bench_.csr_cols, bench_.cols, dtype));
      forward.add_result(y);
      measure(forward, "forward");
    }
    KernelCall gradient(kLinearWeightGradient, {}, bench_.threads);
    gradient.add_operand(x, &structure);
    gradient.add_operand(y);
    gradient.add_result(weight_type(bench_.csr_cols, bench_.cols));
    measure(gradient, "weight gradient");
  }

  std::vector<BenchRow> take() { return std::move(rows_); }

 private:
  const LinearBench& bench_;
  std::vector<BenchRow> rows_;
};

}  // namespace

std::vector<BenchRow> bench_linear(const LinearBench& bench) {
  Adjacency structure(random_entries(bench), bench.threads);
  structure.ensure_transpose();
  Rows rows(bench);
  for (const DType dtype : {DType::kF32, DType::kBf16}) {
    rows.measure_dense(dtype);
    rows.measure_csr(structure.view(), dtype);
  }
  return rows.take();
}

}  // namespace heddle::cli
