#include "apps/heddle/bench_spmm.h"

#include "apps/heddle/bench_call.h"
#include "heddle/base/error.h"
#include "heddle/graph/generate/rmat.h"
#include "heddle/kernels/cpu/gather_rows.h"
#include "heddle/kernels/cpu/row_task.h"
#include "heddle/ops/spmm.h"

#include <atomic>

namespace heddle::cli {
namespace {

constexpr SpaceId kNodes = 0, kEdges = 1;

// One direction, type and width.
struct Case {
  const SpmmBench& bench;
  const AdjacencyView& adjacency;
  std::string direction;
  DType dtype = DType::kF32;
  int64_t dim = 0;

  Type adjacency_type() const {
    Type type;
    type.form = Form::kAdjacency;
    type.space = type.senders = kNodes;
    type.edges = kEdges;
    type.rows = adjacency.rows;
    type.cols = adjacency.cols;
    type.entries = adjacency.entries();
    return type;
  }
  Type rows_type() const { return dense_type(dtype, kNodes, adjacency.rows, dim); }

  BenchRow labelled(BenchRow row) const {
    row.direction = direction;
    row.sizes = {{"nodes", adjacency.rows}, {"edges", adjacency.entries()}, {"dim", dim}};
    return row;
  }
};

void gather_all([[maybe_unused]] const Case& bench_case, [[maybe_unused]] const OperandView& x,
                [[maybe_unused]] std::atomic<float>& sink) {
#ifdef HEDDLE_HAVE_HIGHWAY
  cpu::for_each_task(bench_case.adjacency, bench_case.bench.threads, [&](const RowTask& task) {
    sink.store(cpu::gather_rows(bench_case.adjacency, x, task), std::memory_order_relaxed);
  });
#else
  fail(ErrorKind::kUnsupported, "bench: gather is vectorised; this build is without Highway");
#endif
}

BenchRow gather_row(const Case& bench_case) {
  BenchRow row;
  row.kernel = "gather";
  row.dtype = to_string(bench_case.dtype);
  row.encoding = "dense";
  const auto edges = static_cast<double>(bench_case.adjacency.entries());
  row.flops = edges * static_cast<double>(bench_case.dim);
  row.bytes = edges * static_cast<double>(4 + bench_case.dim * size_of(bench_case.dtype));
  return bench_case.labelled(row);
}

// spmm on the rows `x`; `name` tells the calls with weights from those without.
class SpmmCall {
 public:
  SpmmCall(const Case& bench_case, const OperandView* x, bool weighted)
      : case_(bench_case),
        weighted_(weighted),
        call_(kSpmm, {{"activation", std::string("none")}, {"reduce", std::string("sum")}},
              bench_case.bench.threads) {
    call_.add_adjacency(bench_case.adjacency_type(), bench_case.adjacency);
    if (x == nullptr) {
      call_.add_operand(bench_case.rows_type());
    } else {
      call_.add_shared(bench_case.rows_type(), *x);
    }
    const int64_t edges = bench_case.adjacency.entries();
    call_.add_operand(weighted ? dense_type(DType::kF32, kEdges, edges, 1) : Type());
    call_.add_operand({});
    call_.set_result(bench_case.rows_type());
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
  SpmmCall plain(bench_case, nullptr, false), weighted(bench_case, &plain.x(), true);
  std::atomic<float> sink;
  std::vector<std::function<void()>> bodies = {[&] { gather_all(bench_case, plain.x(), sink); }};
  std::vector<BenchRow> measured = {gather_row(bench_case)};
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

std::unique_ptr<Adjacency> rmat_adjacency(const SpmmBench& bench) {
  RmatOptions options;
  options.nodes = bench.nodes;
  options.edges = bench.nodes * bench.degree;
  options.seed = bench.seed;
  const Graph graph = rmat_graph(options, bench.threads);
  auto adjacency = std::make_unique<Adjacency>(edge_list(graph, {}), bench.threads);
  adjacency->ensure_transpose();
  return adjacency;
}

}  // namespace

std::vector<BenchRow> bench_spmm(const SpmmBench& bench, bool gather_only) {
  const auto adjacency = rmat_adjacency(bench);
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
