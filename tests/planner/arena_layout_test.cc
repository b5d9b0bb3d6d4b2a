#include "heddle/planner/arena_layout.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <vector>

namespace heddle {
namespace {

TEST(ArenaLayout, ReusesWhatWasGivenBack) {
  ArenaLayout layout;
  const int64_t a = layout.take(1000, 64);
  const int64_t b = layout.take(500, 64);
  EXPECT_EQ(a, 0);
  EXPECT_EQ(b, 1024);
  layout.give_back(a);
  EXPECT_EQ(layout.take(100, 64), 0);
  EXPECT_EQ(layout.take(896, 64), 128);
  EXPECT_EQ(layout.peak_bytes(), 1024 + 512);
}

TEST(ArenaLayout, MergesNeighbours) {
  ArenaLayout layout;
  std::vector<int64_t> offsets;
  for (int i = 0; i < 4; ++i) offsets.push_back(layout.take(64, 64));
  for (const int i : {0, 2, 1}) layout.give_back(offsets[static_cast<size_t>(i)]);
  EXPECT_EQ(layout.take(192, 64), 0);
}

TEST(ArenaLayout, GrowsTheLastHoleInsteadOfLeavingItBehind) {
  ArenaLayout layout;
  layout.take(64, 64);
  layout.give_back(layout.take(64, 64));
  EXPECT_EQ(layout.take(640, 64), 64);
  EXPECT_EQ(layout.peak_bytes(), 704);
}

// Whatever is taken and given back, live ranges never overlap and never pass the peak.
RC_GTEST_PROP(ArenaLayoutProperty, LiveRangesAreDisjoint, ()) {
  ArenaLayout layout;
  std::map<int64_t, int64_t> live;
  const auto actions = *rc::gen::container<std::vector<int>>(60, rc::gen::inRange(-4, 5000));
  for (const int action : actions) {
    if (action <= 0) {
      if (live.empty()) continue;
      const auto victim = std::next(live.begin(), -action % static_cast<int>(live.size()));
      layout.give_back(victim->first);
      live.erase(victim);
      continue;
    }
    const int64_t offset = layout.take(action, 64);
    RC_ASSERT(offset % 64 == 0);
    const auto after = live.lower_bound(offset);
    RC_ASSERT(after == live.end() || offset + action <= after->first);
    if (after != live.begin()) {
      RC_ASSERT(std::prev(after)->first + std::prev(after)->second <= offset);
    }
    RC_ASSERT(offset + action <= layout.peak_bytes());
    live.emplace(offset, action);
  }
}

}  // namespace
}  // namespace heddle
