// `heddle bench gather` and `heddle bench spmm`: rows that travel along the edges of an RMAT graph.
#pragma once

#include "apps/heddle/bench_graph.h"

#include <vector>

namespace heddle::cli {

struct SpmmBench {
  BenchGraph graph;
  std::vector<int64_t> dims = {256};
  int threads = 1;
  double seconds = 4;  // for each row
};

// For each width, for f32 and bf16 rows, forward (in-edges) and backward (the transpose): `gather`,
// which only reads and sums the rows, and, unless `gather_only`, every tuned kernel of spmm without
// and with a weight per edge. All rows of a type and direction are measured in turns, on the same
// graph and the same pages.
std::vector<BenchRow> bench_spmm(const SpmmBench& bench, bool gather_only);

}  // namespace heddle::cli
