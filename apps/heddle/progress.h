// Epochs as they pass: one line that moves on a terminal, now and then a line elsewhere.
#pragma once

#include "apps/heddle/console.h"
#include "heddle/base/timer.h"
#include "heddle/train/config.h"
#include "heddle/train/run_result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace heddle::cli {

class Progress {
 public:
  // Borrows the console.
  Progress(Console& console, const TrainConfig& config);

  void epoch(const EpochRecord& record, int64_t run, int64_t runs);
  void finish();  // prints the last epoch where lines are printed

 private:
  bool wants_line(const EpochRecord& record) const;
  std::string text(std::string_view time_left) const;
  std::string time_left() const;  // "  ETA 3 s"

  Console& console_;
  int64_t epochs_;
  bool several_trainings_per_run_;
  bool terminal_;
  Timer timer_;
  double shown_seconds_ = -1;  // when a line was last shown
  double run_begin_seconds_ = 0;
  int64_t first_run_ = -1, first_epoch_ = 0;  // where this process began
  EpochRecord last_;
  int64_t run_ = -1, runs_ = 1;
  bool last_shown_ = true;
};

}  // namespace heddle::cli
