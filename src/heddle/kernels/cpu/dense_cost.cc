#include "heddle/kernels/cpu/dense_cost.h"

#include "heddle/kernels/cpu/simd_support.h"

#include <algorithm>

namespace heddle::cpu {

Support supports_f32_and_bf16(const KernelQuery& query) {
  if (query.operands[0].dtype == DType::kF64 || query.results[0].dtype == DType::kF64) {
    return no("elements are f64");
  }
  return simd_support();
}

double dense_seconds(const KernelQuery& query, const HardwareProfile& hardware,
                     double flops_per_second) {
  const Work work = query.work();
  return std::max(work.bytes / hardware.sequential_bytes_per_second,
                  work.flops / flops_per_second) +
         hardware.seconds_per_launch;
}

Cost streaming_cost(const KernelQuery& query, const HardwareProfile& hardware) {
  return {.seconds = dense_seconds(query, hardware, hardware.f32_flops), .workspace_bytes = 0};
}

}  // namespace heddle::cpu
