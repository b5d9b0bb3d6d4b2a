// Seconds of kernels that read one row of a matrix per edge.
#pragma once

#include "heddle/kernels/kernel.h"

#include <cstdint>

namespace heddle::cpu {

struct GatherWork {
  int64_t rows = 0;  // rows read at random
  int64_t row_bytes = 0;
  int64_t matrix_bytes = 0;  // of the matrix they come from
  double sequential_bytes = 0;
  double flops = 0;
  double scalar_ops = 0;  // in short vectors, with little to overlap: scores of heads
  int threads = 1;        // that share them
};

// max(bytes / rate, flops / rate) + scalar operations + launch
double gather_seconds(const HardwareProfile& hardware, const GatherWork& work);

// Of kernels whose rows are one per edge.
inline Cost gather_cost(const HardwareProfile& hardware, const GatherWork& work,
                        int64_t workspace_bytes) {
  return {.seconds = gather_seconds(hardware, work),
          .workspace_bytes = workspace_bytes,
          .bytes_per_edge = work.row_bytes};
}

}  // namespace heddle::cpu
