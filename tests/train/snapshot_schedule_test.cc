#include "heddle/train/snapshot_schedule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace heddle {
namespace {

constexpr double kInterval = 5;
constexpr double kRounding = 1e-9;

// The oldest that the last snapshot gets, with one write after each snapshot.
double oldest(const std::vector<double>& epochs) {
  SnapshotSchedule schedule(kInterval, 0);
  double now = 0, taken = 0, oldest = 0;
  for (const double epoch : epochs) {
    now += epoch;
    oldest = std::max(oldest, now - taken);
    if (!schedule.due(now)) continue;
    schedule.taken(now);
    taken = now;
  }
  return oldest;
}

std::vector<double> alike(double seconds) { return std::vector<double>(100, seconds); }

TEST(SnapshotSchedule, IsNeverOlderThanTheIntervalOrOneEpoch) {
  for (const double epoch : {0.01, 0.3, 1.0, 1.6, 2.4, 2.6, 3.3, 4.9}) {
    EXPECT_LE(oldest(alike(epoch)), kInterval + kRounding) << "epochs of " << epoch << " s";
  }
  for (const double epoch : {5.0, 5.1, 60.0}) EXPECT_NEAR(oldest(alike(epoch)), epoch, kRounding);
}

TEST(SnapshotSchedule, WaitsAsLongAsItMay) {
  SnapshotSchedule schedule(kInterval, 100);
  for (const double now : {101.0, 102.0, 103.0}) EXPECT_FALSE(schedule.due(now)) << now;
  EXPECT_TRUE(schedule.due(104));
  EXPECT_TRUE(schedule.due(105)) << "due until it is taken";
  schedule.taken(105);
  EXPECT_FALSE(schedule.due(106));
}

TEST(SnapshotSchedule, IsDueAtOnceWithoutAnInterval) {
  SnapshotSchedule schedule(0, 7);
  EXPECT_TRUE(schedule.due(7));
}

}  // namespace
}  // namespace heddle
