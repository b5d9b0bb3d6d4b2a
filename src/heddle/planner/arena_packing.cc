#include "heddle/planner/arena_packing.h"

#include "heddle/planner/arena_layout.h"
#include "heddle/planner/plan.h"

#include <algorithm>
#include <numeric>

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
  std::vector<size_t> placed;  // by offset
  for (const size_t next : by_size) {
    int64_t offset = 0;  // behind all that lie lower and are needed together with the next one
    for (const size_t other : placed) {
      if (!needed_together(ranges[next], ranges[other])) continue;
      if (packing.offsets[other] - offset >= ranges[next].bytes) break;
      offset = std::max(offset, packing.offsets[other] + ranges[other].bytes);
    }
    packing.offsets[next] = offset;
    packing.bytes = std::max(packing.bytes, offset + ranges[next].bytes);
    placed.insert(
        std::upper_bound(placed.begin(), placed.end(), offset,
                         [&](int64_t at, size_t other) { return at < packing.offsets[other]; }),
        next);
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
