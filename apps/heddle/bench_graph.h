// The RMAT graph that rows travel along in benchmarks, and how fast they can.
#pragma once

#include "apps/heddle/bench_rows.h"
#include "heddle/graph/adjacency.h"
#include "heddle/kernels/kernel.h"

#include <functional>
#include <memory>

namespace heddle::cli {

struct BenchGraph {
  int64_t nodes = 400000, degree = 40;  // nodes * degree directed edges
  uint64_t seed = 1;                    // ids are permuted
};

inline constexpr SpaceId kBenchNodes = 0, kBenchEdges = 1;

// With its transpose.
std::unique_ptr<Adjacency> make_bench_graph(const BenchGraph& graph, int threads);
Type bench_adjacency_type(const AdjacencyView& adjacency);

// `gather`: the rows of x, f32 or bf16, are only read and summed, edge by edge; what memory lets
// any kernel reach. Throws Unsupported in a build without vectorised kernels. Borrows both.
std::function<void()> gather_body(const AdjacencyView& adjacency, const OperandView& x,
                                  int threads);
BenchRow gather_row(const AdjacencyView& adjacency, DType dtype, int64_t dim);

// `floor`: the same of `lines`, rows of one cache line, and whole rows of y are written: what
// memory lets any kernel reach whose messages take a line. Borrows all.
std::function<void()> floor_body(const AdjacencyView& adjacency, const OperandView& lines,
                                 const OperandView& y, int threads);

}  // namespace heddle::cli
