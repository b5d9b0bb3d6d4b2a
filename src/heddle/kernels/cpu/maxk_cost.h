// What the kernels of maxk have in common before they run.
#pragma once

#include "heddle/kernels/kernel.h"

namespace heddle::cpu {

// Keys and columns of a row stand on the stack.
inline constexpr int64_t kMaxkCols = 4096;

// f32 and bf16 rows that fit.
Support supports_maxk(const KernelQuery& query);

// max(bytes / sequential rate, operations / rate) + launch, for so many operations per element of x
Cost maxk_cost(const KernelQuery& query, const HardwareProfile& hardware, double ops_per_element);

// Columns of a group, and how many of them are kept; the row is one group if it is not cut.
struct MaxkGroup {
  int64_t width = 0, kept = 0;
};
MaxkGroup maxk_group(int64_t cols, int64_t all_kept, int64_t group);

}  // namespace heddle::cpu
