// `heddle bench aggregate`: sums over neighbours of rows of which some columns are kept, beside
// sums of whole rows in f32 and bf16.
#pragma once

#include "apps/heddle/bench_graph.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::cli {

struct AggregateBench {
  BenchGraph graph;
  int64_t dim = 256;
  std::vector<int64_t> kept = {8, 16, 32, 64};              // the largest of a row
  std::vector<std::string> groups = {"1/8", "1/4", "2/8"};  // "k/g": k of every g columns
  std::string only;  // of the kernels whose names contain this
  int threads = 1;
  double seconds = 4;  // for each row
};

struct AggregateRow {
  BenchRow times;
  int64_t kept = 0, group = 0;  // columns kept per row; 0: all of them
  bool weighted = false;        // a weight per edge
  int64_t bytes_per_edge = 0;   // of the row that an edge reads or changes; 0: there are no edges
  // Of choosing the columns and of making codes; none where rows are read as they are. Not part of
  // the times.
  std::optional<double> preparation_seconds;
  // Seconds of the dense kernel of the same direction and weights, over these; 0 for gather.
  double vs_dense_f32 = 0, vs_dense_bf16 = 0;
  // The greatest difference to a sum in double, over the sum of magnitudes, of sampled rows.
  std::optional<double> error;

  // As vs_dense_*, with the preparation counted in.
  double with_preparation(double ratio) const {
    return ratio *
           (times.seconds_median / (times.seconds_median + preparation_seconds.value_or(0)));
  }
};

// Every tuned kernel of spmm, maxk, spmm_topk and its gradient for f32 and bf16 rows, and of sums
// of codes made from f32 rows, without and with a weight per edge. All rows are measured in turns,
// on the same graph and the same pages. Throws Internal if a result is not the sum that it should
// be.
std::vector<AggregateRow> bench_aggregate(const AggregateBench& bench);

// What is wrong with the text of a group, or of a part of kernels' names; empty: nothing.
std::string group_problem(const std::string& text);
std::string only_problem(const std::string& text);

}  // namespace heddle::cli
