#pragma once

#include "heddle/train/trainer.h"

namespace heddle {

// What the process holds before anything is trained: the program itself, the data set, the task.
// Measured once, since a later high-water mark holds the trainings themselves.
struct LoadedMemory {
  int64_t bytes = 0;
  int64_t peak_bytes = 0;  // while loading
};
LoadedMemory measure_loaded_memory();

// Peak memory of the process that trains by this plan: the peak of loading, or if that is more
// what was loaded and what training adds: arena, what is computed once, slots, the best weights
// and, with checkpoints, the copy that their writer holds.
int64_t estimate_peak_bytes(const LoadedMemory& loaded, const TrainPlan& plan, bool checkpoints);

}  // namespace heddle
