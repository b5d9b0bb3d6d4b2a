// `heddle bench linear`: dense products and products with csr rows.
#pragma once

#include "apps/heddle/bench_rows.h"

#include <vector>

namespace heddle::cli {

struct LinearBench {
  int64_t rows = 100000, inner = 256, cols = 256;
  int64_t csr_cols = 8192, entries_per_row = 32;  // bag-of-words features: [rows, csr_cols]
  int threads = 1;
  double seconds = 1;  // for each row
};

// Every tuned kernel of linear and of its weight gradient that this machine has, for f32 and bf16,
// fastest first within a direction and type.
std::vector<BenchRow> bench_linear(const LinearBench& bench);

}  // namespace heddle::cli
