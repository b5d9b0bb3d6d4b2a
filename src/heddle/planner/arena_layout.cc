#include "heddle/planner/arena_layout.h"

#include "heddle/base/error.h"

#include <iterator>

namespace heddle {

int64_t ArenaLayout::take(int64_t bytes, int64_t alignment) {
  check(bytes > 0, "arena: empty ranges have no place");
  bytes = (bytes + alignment - 1) / alignment * alignment;
  int64_t offset = end_;
  const auto fit = by_size_.lower_bound(bytes);
  if (fit != by_size_.end()) {
    const auto [size, start] = *fit;
    by_size_.erase(fit);
    holes_.erase(start);
    if (size > bytes) insert_hole(start + bytes, size - bytes);
    offset = start;
  } else if (!holes_.empty() &&
             std::prev(holes_.end())->first + std::prev(holes_.end())->second == end_) {
    // The last hole touches the end: grow it rather than leave it behind.
    const auto last = std::prev(holes_.end());
    offset = last->first;
    auto [begin, stop] = by_size_.equal_range(last->second);
    while (begin->second != offset) ++begin;
    by_size_.erase(begin);
    holes_.erase(last);
    end_ = offset + bytes;
  } else {
    end_ += bytes;
  }
  taken_.emplace(offset, bytes);
  return offset;
}

void ArenaLayout::give_back(int64_t offset) {
  const auto range = taken_.find(offset);
  check(range != taken_.end(), "arena: a range is given back twice");
  insert_hole(range->first, range->second);
  taken_.erase(range);
}

void ArenaLayout::insert_hole(int64_t offset, int64_t bytes) {
  const auto forget_size = [&](int64_t hole_offset, int64_t hole_bytes) {
    auto place = by_size_.lower_bound(hole_bytes);
    while (place->second != hole_offset) ++place;
    by_size_.erase(place);
  };
  auto next = holes_.lower_bound(offset);
  if (next != holes_.end() && offset + bytes == next->first) {
    bytes += next->second;
    forget_size(next->first, next->second);
    next = holes_.erase(next);
  }
  if (next != holes_.begin()) {
    const auto previous = std::prev(next);
    if (previous->first + previous->second == offset) {
      offset = previous->first;
      bytes += previous->second;
      forget_size(previous->first, previous->second);
      holes_.erase(previous);
    }
  }
  holes_.emplace(offset, bytes);
  by_size_.emplace(bytes, offset);
}

}  // namespace heddle
