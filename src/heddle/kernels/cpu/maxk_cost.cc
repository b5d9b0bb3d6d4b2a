#include "heddle/kernels/cpu/maxk_cost.h"

#include "heddle/kernels/cpu/dense_cost.h"

#include <algorithm>

namespace heddle::cpu {

Support supports_maxk(const KernelQuery& query) {
  if (query.operands[0].cols > kMaxkCols) return no("rows have more than 4,096 columns");
  if (query.results[0].cols == 0) return no("nothing is kept");
  return supports_f32_and_bf16(query);
}

Cost maxk_cost(const KernelQuery& query, const HardwareProfile& hardware, double ops_per_element) {
  const double ops = ops_per_element * static_cast<double>(query.operands[0].elements());
  return {.seconds = std::max(query.work().bytes / hardware.sequential_bytes_per_second,
                              ops / hardware.f32_flops) +
                     hardware.seconds_per_launch,
          .workspace_bytes = 0};
}

MaxkGroup maxk_group(int64_t cols, int64_t all_kept, int64_t group) {
  const int64_t width = group == 0 ? cols : group;
  const int64_t groups = width == 0 ? 0 : cols / width;
  return {width, groups == 0 ? 0 : all_kept / groups};
}

}  // namespace heddle::cpu
