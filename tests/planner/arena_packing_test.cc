#include "heddle/planner/arena_packing.h"

#include "heddle/planner/plan.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <limits>

namespace heddle {
namespace {

int64_t most_at_once(const std::vector<ArenaRange>& ranges) {
  int64_t most = 0;
  for (const ArenaRange& at : ranges) {
    int64_t bytes = 0;
    for (const ArenaRange& range : ranges) {
      if (range.first <= at.first && at.first <= range.last) bytes += range.bytes;
    }
    most = std::max(most, bytes);
  }
  return most;
}

TEST(ArenaPacking, NothingTakesNothing) {
  EXPECT_EQ(pack_arena({}).bytes, 0);
  EXPECT_TRUE(pack_arena({}).offsets.empty());
}

TEST(ArenaPacking, InOrderReusesWhatIsNotNeededAnyMore) {
  const ArenaPacking packing = pack_in_order({{640, 0, 1}, {64, 0, 4}, {128, 2, 3}, {512, 2, 2}});
  EXPECT_EQ(packing.offsets, (std::vector<int64_t>{0, 640, 0, 128}));
  EXPECT_EQ(packing.bytes, 704);
}

// A small range that stays lies in the way of a large one, if it came first.
TEST(ArenaPacking, BySizeKeepsSmallRangesOutOfTheWay) {
  const std::vector<ArenaRange> ranges = {{640, 0, 2}, {64, 1, 5}, {1280, 3, 5}};
  EXPECT_EQ(pack_in_order(ranges).bytes, 1984);
  EXPECT_EQ(pack_by_size(ranges).bytes, 1344);
  EXPECT_EQ(pack_arena(ranges).bytes, 1344);
}

TEST(ArenaPacking, OfVeryManyRangesIsInOrder) {
  std::vector<ArenaRange> ranges;
  for (int32_t i = 0; i < 100'000; ++i) ranges.push_back({64 * (1 + i % 7), i, i + 3});
  const ArenaPacking packing = pack_arena(ranges);
  EXPECT_EQ(packing.offsets, pack_in_order(ranges).offsets);
}

RC_GTEST_PROP(ArenaPackingProperty, RangesNeededTogetherAreDisjoint, ()) {
  std::vector<ArenaRange> ranges;
  const int32_t count = *rc::gen::inRange(0, 40);
  for (int32_t step = 0; step < count; ++step) {
    const bool stays = *rc::gen::inRange(0, 5) == 0;
    ranges.push_back(
        {64 * *rc::gen::inRange(1, 30), step / 2,
         stays ? std::numeric_limits<int32_t>::max() : step / 2 + *rc::gen::inRange(0, 8)});
  }
  for (const ArenaPacking& packing :
       {pack_in_order(ranges), pack_by_size(ranges), pack_arena(ranges)}) {
    for (size_t a = 0; a < ranges.size(); ++a) {
      const int64_t end = packing.offsets[a] + ranges[a].bytes;
      RC_ASSERT(packing.offsets[a] % kAlignment == 0 && end <= packing.bytes);
      for (size_t b = 0; b < a; ++b) {
        const bool together =
            ranges[a].first <= ranges[b].last && ranges[b].first <= ranges[a].last;
        RC_ASSERT(!together || end <= packing.offsets[b] ||
                  packing.offsets[b] + ranges[b].bytes <= packing.offsets[a]);
      }
    }
    RC_ASSERT(packing.bytes >= most_at_once(ranges));
  }
  RC_ASSERT(pack_arena(ranges).bytes <= pack_in_order(ranges).bytes);
}

}  // namespace
}  // namespace heddle
