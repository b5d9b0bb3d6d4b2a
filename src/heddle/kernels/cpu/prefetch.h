// Rows in any order are fetched before they are needed.
#pragma once

#include <cstddef>
#include <cstdint>

namespace heddle::cpu {

// Asks for all cache lines of `bytes` bytes, wherever on a line they begin. `locality`: 3 is the
// first-level cache, 2 the second. `to_write`: away from all other cores.
template <int locality = 3, bool to_write = false>
inline void prefetch_bytes(const void* from, size_t bytes) {
  constexpr uintptr_t kLine = 64;
  const auto begin = reinterpret_cast<uintptr_t>(from);
  for (uintptr_t line = begin & ~(kLine - 1); line < begin + bytes; line += kLine) {
    __builtin_prefetch(reinterpret_cast<const void*>(line), to_write ? 1 : 0, locality);
  }
}

}  // namespace heddle::cpu
