#include "heddle/passes/live_profile.h"

#include <algorithm>

namespace heddle {

LiveProfile::LiveProfile(const std::vector<int64_t>& live_bytes) {
  while (size_ < live_bytes.size()) size_ *= 2;
  maxima_.assign(2 * size_, 0);
  pending_.assign(2 * size_, 0);
  std::copy(live_bytes.begin(), live_bytes.end(),
            maxima_.begin() + static_cast<std::ptrdiff_t>(size_));
  for (size_t i = size_; i-- > 1;) maxima_[i] = std::max(maxima_[2 * i], maxima_[2 * i + 1]);
}

void LiveProfile::add(int32_t first, int32_t last, int64_t bytes) {
  if (first > last) return;
  add(1, 0, size_, static_cast<size_t>(first), static_cast<size_t>(last), bytes);
}

// The tree node covers the leaves [begin, end).
void LiveProfile::add(size_t tree_node, size_t begin, size_t end, size_t first, size_t last,
                      int64_t bytes) {
  if (last < begin || end <= first) return;
  if (first <= begin && end <= last + 1) {
    maxima_[tree_node] += bytes;
    pending_[tree_node] += bytes;
    return;
  }
  const size_t middle = (begin + end) / 2;
  add(2 * tree_node, begin, middle, first, last, bytes);
  add(2 * tree_node + 1, middle, end, first, last, bytes);
  maxima_[tree_node] =
      std::max(maxima_[2 * tree_node], maxima_[2 * tree_node + 1]) + pending_[tree_node];
}

int32_t LiveProfile::peak() const {
  size_t tree_node = 1;
  while (tree_node < size_) {
    tree_node *= 2;
    if (maxima_[tree_node + 1] >= maxima_[tree_node]) ++tree_node;
  }
  return static_cast<int32_t>(tree_node - size_);
}

}  // namespace heddle
