#include "apps/heddle/bench_graph.h"

#include "heddle/base/error.h"
#include "heddle/base/parallel.h"
#include "heddle/graph/generate/rmat.h"
#include "heddle/kernels/cpu/gather_rows.h"
#include "heddle/kernels/cpu/row_task.h"

#include <atomic>
#include <cstring>

namespace heddle::cli {

std::unique_ptr<Adjacency> make_bench_graph(const BenchGraph& graph, int threads) {
  RmatOptions options;
  options.nodes = graph.nodes;
  options.edges = graph.nodes * graph.degree;
  options.seed = graph.seed;
  auto adjacency =
      std::make_unique<Adjacency>(edge_list(rmat_graph(options, threads), {}), threads);
  adjacency->ensure_transpose();
  return adjacency;
}

Type bench_adjacency_type(const AdjacencyView& adjacency) {
  Type type;
  type.form = Form::kAdjacency;
  type.space = type.senders = kBenchNodes;
  type.edges = kBenchEdges;
  type.rows = adjacency.rows;
  type.cols = adjacency.cols;
  type.entries = adjacency.entries();
  return type;
}

std::function<void()> gather_body([[maybe_unused]] const AdjacencyView& adjacency,
                                  [[maybe_unused]] const OperandView& x,
                                  [[maybe_unused]] int threads) {
#ifdef HEDDLE_HAVE_HIGHWAY
  return [&adjacency, &x, threads] {
    std::atomic<float> sink;  // what is summed must not be optimised away
    cpu::for_each_task(adjacency, threads, [&](const RowTask& task) {
      sink.store(cpu::gather_rows(adjacency, x, task), std::memory_order_relaxed);
    });
  };
#else
  fail(ErrorKind::kUnsupported, "bench: gather is vectorised; this build is without Highway");
#endif
}

std::function<void()> floor_body(const AdjacencyView& adjacency, const OperandView& lines,
                                 const OperandView& y, int threads) {
  return [&adjacency, &y, threads, gather = gather_body(adjacency, lines, threads)] {
    gather();
    const auto to = y.matrix<float>();
    parallel_ranges(threads, adjacency.rows, 4096, [&](int64_t begin, int64_t end) {
      std::memset(to.row(begin), 0, static_cast<size_t>((end - begin) * to.stride) * sizeof(float));
    });
  };
}

BenchRow gather_row(const AdjacencyView& adjacency, DType dtype, int64_t dim) {
  BenchRow row;
  row.kernel = "gather";
  row.dtype = to_string(dtype);
  row.encoding = "dense";
  const auto edges = static_cast<double>(adjacency.entries());
  row.flops = edges * static_cast<double>(dim);
  row.bytes = edges * static_cast<double>(4 + dim * size_of(dtype));
  return row;
}

}  // namespace heddle::cli
