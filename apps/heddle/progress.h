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

  void epoch(const EpochRecord& record, const TrainingPosition& position);
  void finish();  // prints the last epoch where lines are printed

 private:
  bool wants_line(const EpochRecord& record) const;
  std::string text(std::string_view time_left) const;
  std::string time_left() const;  // "  ETA 3 s"

  // Trainings up to the last epoch, in fractions: 2.5 in the middle of the third.
  double trainings_done() const;

  Console& console_;
  int64_t epochs_;
  bool terminal_;
  Timer timer_;
  double shown_seconds_ = -1;  // when a line was last shown
  double done_before_ = 0;     // trainings, where this process began
  EpochRecord last_;           // epoch 0: none yet
  TrainingPosition position_;
  bool last_shown_ = true;
};

}  // namespace heddle::cli
