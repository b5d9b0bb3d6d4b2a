#include "heddle/planner/arena_packing.h"

#include "heddle/planner/arena_layout.h"
#include "heddle/planner/plan.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace heddle {
namespace {

// More than 300 layers have.
constexpr size_t kMostRangesBySize = 4096;

std::vector<size_t> numbers(size_t count) {
  std::vector<size_t> list(count);
  std::iota(list.begin(), list.end(), size_t{0});
  return list;
}

bool needed_together(const ArenaRange& a, const ArenaRange& b) {
  return a.first <= b.last && b.first <= a.last;
}

// The lowest offset with room for `bytes` between `taken`, pairs of begin and end.
int64_t lowest_gap(std::vector<std::pair<int64_t, int64_t>>& taken, int64_t bytes) {
  std::sort(taken.begin(), taken.end());
  int64_t offset = 0;
  for (const auto& [begin, end] : taken) {
    if (begin - offset >= bytes) break;
    offset = std::max(offset, end);
  }
  return offset;
}

}  // namespace

ArenaPacking pack_in_order(const std::vector<ArenaRange>& ranges) {
  std::vector<size_t> by_last = numbers(ranges.size());
  std::stable_sort(by_last.begin(), by_last.end(),
                   [&](size_t a, size_t b) { return ranges[a].last < ranges[b].last; });
  ArenaLayout layout;
  ArenaPacking packing;
  size_t given_back = 0;
  for (const ArenaRange& range : ranges) {
    for (; ranges[by_last[given_back]].last < range.first; ++given_back) {
      layout.give_back(packing.offsets[by_last[given_back]]);
    }
    packing.offsets.push_back(layout.take(range.bytes, kAlignment));
  }
  packing.bytes = layout.peak_bytes();
  return packing;
}

ArenaPacking pack_by_size(const std::vector<ArenaRange>& ranges) {
  std::vector<size_t> by_size = numbers(ranges.size());
  std::stable_sort(by_size.begin(), by_size.end(),
                   [&](size_t a, size_t b) { return ranges[a].bytes > ranges[b].bytes; });
  ArenaPacking packing;
  packing.offsets.resize(ranges.size());
  std::vector<std::pair<int64_t, int64_t>> taken;
  for (size_t i = 0; i < by_size.size(); ++i) {
    const ArenaRange& range = ranges[by_size[i]];
    taken.clear();
    for (size_t j = 0; j < i; ++j) {
      const ArenaRange& placed = ranges[by_size[j]];
      const int64_t offset = packing.offsets[by_size[j]];
      if (needed_together(range, placed)) taken.emplace_back(offset, offset + placed.bytes);
    }
    const int64_t offset = lowest_gap(taken, range.bytes);
    packing.offsets[by_size[i]] = offset;
    packing.bytes = std::max(packing.bytes, offset + range.bytes);
  }
  return packing;
}

ArenaPacking pack_arena(const std::vector<ArenaRange>& ranges) {
  ArenaPacking in_order = pack_in_order(ranges);
  if (ranges.size() > kMostRangesBySize) return in_order;
  ArenaPacking by_size = pack_by_size(ranges);
  return by_size.bytes < in_order.bytes ? by_size : in_order;
}

}  // namespace heddle
