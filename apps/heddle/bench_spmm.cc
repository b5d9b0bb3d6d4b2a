#include "apps/heddle/bench_spmm.h"

#include "apps/heddle/bench_call.h"
#include "heddle/ops/spmm.h"

namespace heddle::cli {
namespace {

// One direction, type and width.
struct Case {
  const SpmmBench& bench;
  const AdjacencyView& adjacency;
  std::string direction;
  DType dtype = DType::kF32;
  int64_t dim = 0;

  Type rows_type() const { return dense_type(dtype, kBenchNodes, adjacency.rows, dim); }

  BenchRow labelled(BenchRow row) const {
    row.direction = direction;
    row.sizes = {{"nodes", adjacency.rows}, {"edges", adjacency.entries()}, {"dim", dim}};
    return row;
  }
};

// spmm on the rows `x`, or on rows of its own; `weighted`: a weight per edge.
class SpmmCall {
 public:
  SpmmCall(const Case& bench_case, const OperandView* x, bool weighted)
      : case_(bench_case),
        weighted_(weighted),
        call_(kSpmm,
              {{"activation", std::string("none")},
               {"messages", std::string(kSameMessages)},
               {"reduce", std::string("sum")}},
              bench_case.bench.threads) {
    call_.add_adjacency(bench_adjacency_type(bench_case.adjacency), bench_case.adjacency);
    if (x == nullptr) {
      call_.add_operand(bench_case.rows_type());
    } else {
      call_.add_shared(bench_case.rows_type(), *x);
    }
    const int64_t edges = bench_case.adjacency.entries();
    call_.add_operand(weighted ? dense_type(DType::kF32, kBenchEdges, edges, 1) : Type());
    call_.add_result(bench_case.rows_type());
  }

  const OperandView& x() const { return call_.operand(1); }

  void add_to(std::vector<BenchRow>& rows, std::vector<std::function<void()>>& bodies) {
    for (const Kernel* kernel : call_.tuned_kernels()) {
      BenchRow row = case_.labelled(call_.row(*kernel));
      row.encoding = weighted_ ? "dense, weighted edges" : "dense";
      rows.push_back(row);
      bodies.push_back(call_.body(*kernel));
    }
  }

 private:
  const Case& case_;
  bool weighted_;
  KernelCall call_;
};

void measure_case(const Case& bench_case, bool gather_only, std::vector<BenchRow>& rows) {
  const AdjacencyView& adjacency = bench_case.adjacency;
  SpmmCall plain(bench_case, nullptr, false), weighted(bench_case, &plain.x(), true);
  std::vector<std::function<void()>> bodies = {
      gather_body(adjacency, plain.x(), bench_case.bench.threads)};
  std::vector<BenchRow> measured = {
      bench_case.labelled(gather_row(adjacency, bench_case.dtype, bench_case.dim))};
  if (!gather_only) {
    plain.add_to(measured, bodies);
    weighted.add_to(measured, bodies);
  }
  const std::vector<Timing> timings = time_in_turns(bench_case.bench.seconds, bodies);
  for (size_t i = 0; i < measured.size(); ++i) {
    set_times(measured[i], timings[i]);
    measured[i].fraction_of_gather = timings[0].median / timings[i].median;
  }
  rows.insert(rows.end(), measured.begin(), measured.end());
}

}  // namespace

std::vector<BenchRow> bench_spmm(const SpmmBench& bench, bool gather_only) {
  const auto adjacency = make_bench_graph(bench.graph, bench.threads);
  const AdjacencyView& forward = adjacency->view();
  std::vector<BenchRow> rows;
  for (const int64_t dim : bench.dims) {
    for (const DType dtype : {DType::kF32, DType::kBf16}) {
      measure_case({bench, forward, "forward", dtype, dim}, gather_only, rows);
      measure_case({bench, *forward.transposed, "backward", dtype, dim}, gather_only, rows);
    }
  }
  return rows;
}

}  // namespace heddle::cli
