// `heddle bench linear`: products of dense rows, of csr rows, and of rows of which some columns are
// kept.
#pragma once

#include "apps/heddle/bench_rows.h"

#include <string>
#include <vector>

namespace heddle::cli {

struct LinearBench {
  int64_t rows = 100000, inner = 256, cols = 256;
  int64_t csr_cols = 8192, entries_per_row = 32;  // bag-of-words features: [rows, csr_cols]
  std::vector<std::string> kept = {"maxk:32"};    // activations that keep columns of dense x
  int threads = 1;
  double seconds = 1;  // for each row
};

// Every tuned kernel of linear, linear_topk and their gradients that this machine has, for f32 and
// bf16, fastest first within a direction and type.
std::vector<BenchRow> bench_linear(const LinearBench& bench);

// What is wrong with the text of an activation that keeps columns; empty: nothing.
std::string kept_problem(const std::string& text);

}  // namespace heddle::cli
