// Bytes alive at every node while a pass changes lives: where the peak is, after each change.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace heddle {

// All numbers stay positive. A segment tree: both changes and questions take O(log nodes).
class LiveProfile {
 public:
  explicit LiveProfile(const std::vector<int64_t>& live_bytes);

  // Adds `bytes` at the nodes [first, last]; none if first > last.
  void add(int32_t first, int32_t last, int64_t bytes);
  int64_t peak_bytes() const { return maxima_[1]; }
  // The last node at which so many bytes are alive.
  int32_t peak() const;

 private:
  void add(size_t tree_node, size_t begin, size_t end, size_t first, size_t last, int64_t bytes);

  size_t size_ = 1;              // leaves, a power of two
  std::vector<int64_t> maxima_;  // [tree node] maximum below, pending_ of its ancestors left out
  std::vector<int64_t> pending_;
};

}  // namespace heddle
