#pragma once

#include "heddle/train/trainer.h"

namespace heddle {

// Peak memory of the process that trains by this plan: what it holds now (the program itself, the
// data set, the task), the peak of loading if that was higher, and what training adds: arena,
// persistent values, slots, the best weights and, with checkpoints, the copy that their writer
// holds.
int64_t estimate_peak_bytes(const TrainPlan& plan, bool checkpoints);

}  // namespace heddle
