#include "heddle/base/parallel.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace heddle {
namespace {

TEST(Parallel, EveryTaskRunsOnce) {
  for (const int threads : {1, 2, 7}) {
    std::vector<int> runs(1000, 0);
    parallel_for(threads, 1000, [&](int64_t i) { ++runs[static_cast<size_t>(i)]; });
    EXPECT_EQ(runs, std::vector<int>(1000, 1));
  }
  parallel_for(3, 0, [](int64_t) { ADD_FAILURE(); });
}

TEST(Parallel, RangesCoverAndDoNotDependOnThreads) {
  for (const int64_t count : {0, 1, 9, 10, 11}) {
    for (const int threads : {1, 3}) {
      std::vector<std::pair<int64_t, int64_t>> ranges(static_cast<size_t>((count + 4) / 5));
      parallel_ranges(threads, count, 5, [&](int64_t begin, int64_t end) {
        ranges[static_cast<size_t>(begin / 5)] = {begin, end};
      });
      int64_t covered = 0;
      for (const auto& [begin, end] : ranges) {
        EXPECT_EQ(begin, covered);
        covered = end;
      }
      EXPECT_EQ(covered, count);
    }
  }
}

}  // namespace
}  // namespace heddle
