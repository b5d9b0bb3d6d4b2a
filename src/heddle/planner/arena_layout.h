// Hands out ranges of an arena that grows as needed: best fit, neighbours merged.
#pragma once

#include <cstdint>
#include <map>

namespace heddle {

class ArenaLayout {
 public:
  // Offset of `bytes` bytes, a multiple of `alignment`; bytes > 0.
  int64_t take(int64_t bytes, int64_t alignment);
  void give_back(int64_t offset);
  int64_t peak_bytes() const { return end_; }

 private:
  void insert_hole(int64_t offset, int64_t bytes);

  std::map<int64_t, int64_t> holes_;         // offset -> bytes
  std::multimap<int64_t, int64_t> by_size_;  // bytes -> offset
  std::map<int64_t, int64_t> taken_;         // offset -> bytes
  int64_t end_ = 0;
};

}  // namespace heddle
