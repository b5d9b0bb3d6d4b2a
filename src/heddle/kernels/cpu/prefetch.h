// Rows in any order are fetched before they are needed.
#pragma once

#include <cstddef>
#include <cstdint>

namespace heddle::cpu {

// Asks for a cache line. `locality`: 3 is the first-level cache, 2 the second. `to_write`: away
// from all other cores.
//
// To GCC 12 a function that does nothing but prefetch has no effect, and it drops calls of it. The
// empty statement is one.
template <int locality = 2, bool to_write = false>
inline void prefetch_line(const void* line) {
  __builtin_prefetch(line, to_write ? 1 : 0, locality);
  __asm__ volatile("");
}

// Asks for all cache lines of `bytes` bytes, wherever on a line they begin. How often depends on
// `bytes` alone: a branch that depended on where each row begins would be mispredicted.
template <int locality = 3, bool to_write = false>
inline void prefetch_bytes(const void* from, size_t bytes) {
  constexpr size_t kLine = 64;
  const auto* begin = static_cast<const char*>(from);
  for (size_t offset = 0; offset < bytes; offset += kLine) {
    prefetch_line<locality, to_write>(begin + offset);
  }
  const bool whole_lines = ((reinterpret_cast<uintptr_t>(from) | bytes) & (kLine - 1)) == 0;
  if (!whole_lines && bytes > 0) prefetch_line<locality, to_write>(begin + bytes - 1);
}

// Asks for a record, which begins on a cache line: a loop over one or two lines takes longer than
// to ask for them.
template <int locality = 3, bool to_write = false>
inline void prefetch_record(const void* record, int64_t bytes) {
  constexpr int64_t kLine = 64;
  const auto* begin = static_cast<const char*>(record);
  prefetch_line<locality, to_write>(begin);
  if (bytes > kLine) prefetch_line<locality, to_write>(begin + kLine);
  for (int64_t offset = 2 * kLine; offset < bytes; offset += kLine) {
    prefetch_line<locality, to_write>(begin + offset);
  }
}

}  // namespace heddle::cpu
