#include "heddle/train/memory_estimate.h"

#include "heddle/hardware/process_memory.h"

#include <algorithm>

namespace heddle {

LoadedMemory measure_loaded_memory() { return {resident_bytes(), peak_resident_bytes()}; }

int64_t estimate_peak_bytes(const LoadedMemory& loaded, const TrainPlan& plan, bool checkpoints) {
  const Plan& training = *plan.training.plan;
  const Plan& evaluation = *plan.evaluation.plan;
  const int64_t model_bytes = evaluation.state_bytes;  // parameters and statistics
  const int64_t snapshot_bytes = checkpoints ? training.state_bytes + model_bytes : 0;
  const int64_t added = std::max(training.arena_bytes, evaluation.arena_bytes) +
                        training.persistent_bytes + evaluation.persistent_bytes +
                        training.state_bytes + model_bytes + snapshot_bytes;
  return std::max(loaded.peak_bytes, loaded.bytes + added);
}

}  // namespace heddle
