// Rows of sums that stand on the stack of a task.
#pragma once

#include "heddle/kernels/kernel.h"

#include <cstdint>

namespace heddle::cpu {

// Columns of such a row, with those that fill its last block: every kernel's blocks divide it. In
// f32 16 KiB, half of a first-level cache, so that the rows that are added find room beside them.
inline constexpr int64_t kMaxStackSums = 4096;

// What `supports` says to more of them.
inline Support too_many_stack_sums() {
  static_assert(kMaxStackSums == 4096);
  return no("rows have more than 4,096 columns");
}

}  // namespace heddle::cpu
