#include "heddle/passes/live_profile.h"

#include "heddle/base/philox.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace heddle {
namespace {

TEST(LiveProfile, AgreesWithAnArray) {
  const RandomStream random = {1, 0, 0};
  for (const int64_t nodes : {1, 2, 7, 64, 100}) {
    std::vector<int64_t> live;
    for (int64_t i = 0; i < nodes; ++i) live.push_back(1000 + random.word(i, nodes) % 20);
    LiveProfile profile(live);
    for (int64_t change = 0; change < 200; ++change) {
      const auto largest = std::max_element(live.rbegin(), live.rend());  // the last one of equals
      ASSERT_EQ(profile.peak_bytes(), *largest);
      ASSERT_EQ(profile.peak(), live.rend() - largest - 1);
      const int64_t first = random.word(change, 0) % nodes;
      const int64_t last = random.word(change, 1) % nodes;
      const int64_t bytes = -static_cast<int64_t>(random.word(change, 2) % 3);
      profile.add(static_cast<int32_t>(first), static_cast<int32_t>(last), bytes);
      for (int64_t i = first; i <= last; ++i) live[static_cast<size_t>(i)] += bytes;
    }
  }
}

}  // namespace
}  // namespace heddle
