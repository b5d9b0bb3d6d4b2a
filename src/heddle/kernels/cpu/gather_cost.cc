#include "heddle/kernels/cpu/gather_cost.h"

#include <algorithm>

namespace heddle::cpu {

double gather_seconds(const HardwareProfile& hardware, const GatherWork& work) {
  double seconds = work.sequential_bytes / hardware.sequential_bytes_per_second;
  if (work.rows > 0 && work.row_bytes > 0) {
    seconds += static_cast<double>(work.rows) * static_cast<double>(work.row_bytes) /
               hardware.random_bytes_per_second(work.row_bytes, work.matrix_bytes);
  }
  seconds = std::max(seconds, work.flops / hardware.f32_flops);
  return seconds + work.scalar_ops / (hardware.scalar_ops_per_second * work.threads) +
         hardware.seconds_per_launch;
}

}  // namespace heddle::cpu
