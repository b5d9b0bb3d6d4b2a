// When a checkpoint is due, so that little work is ever lost. All times are seconds on one clock.
#pragma once

namespace heddle {

// Asked at the end of every epoch, the only moment at which a snapshot can be taken. It is due if
// what is not saved would be older than the interval one epoch on, taken to be as long as the last:
// waiting for the interval to pass would let it grow to an interval and an epoch. So the last
// snapshot is never older than the longer of the interval and one epoch, while epochs last alike.
class SnapshotSchedule {
 public:
  // Times are counted from `now`.
  SnapshotSchedule(double interval_seconds, double now)
      : interval_seconds_(interval_seconds), asked_(now), taken_(now) {}

  // At the end of an epoch.
  bool due(double now) {
    const double epoch_seconds = now - asked_;
    asked_ = now;
    return now - taken_ + epoch_seconds >= interval_seconds_;
  }
  void taken(double now) { asked_ = taken_ = now; }

 private:
  double interval_seconds_;
  double asked_, taken_;
};

}  // namespace heddle
