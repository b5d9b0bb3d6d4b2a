// Which results go past the caches.
#pragma once

#include "heddle/kernels/kernel.h"

#include <cstdint>

namespace heddle::cpu {

// A y that does not fit the caches is read again from memory anyway. Its rows must be whole cache
// lines.
inline constexpr int64_t kStreamFromBytes = int64_t{64} << 20;

inline bool may_stream(const OperandView& y) {
  const int64_t row_bytes = y.stride * size_of(y.dtype);
  return y.rows * row_bytes >= kStreamFromBytes && row_bytes % 64 == 0 &&
         reinterpret_cast<uintptr_t>(y.data) % 64 == 0;
}

}  // namespace heddle::cpu
