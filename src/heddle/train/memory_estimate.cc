#include "heddle/train/memory_estimate.h"

#include "heddle/hardware/process_memory.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <string_view>

namespace heddle {
namespace {

// What both compute once is there once.
int64_t once_bytes(const Plan& training, const Plan& evaluation) {
  std::map<std::string_view, int64_t> bytes;
  for (const Plan* plan : {&training, &evaluation}) {
    for (const OnceValue& value : plan->once_values) bytes[value.key] = value.bytes;
  }
  return std::accumulate(bytes.begin(), bytes.end(), int64_t{0},
                         [](int64_t sum, const auto& value) { return sum + value.second; });
}

}  // namespace

LoadedMemory measure_loaded_memory() { return {resident_bytes(), peak_resident_bytes()}; }

int64_t estimate_peak_bytes(const LoadedMemory& loaded, const TrainPlan& plan, bool checkpoints) {
  const Plan& training = *plan.training.plan;
  const Plan& evaluation = *plan.evaluation.plan;
  const int64_t model_bytes = evaluation.state_bytes;  // parameters and statistics
  const int64_t snapshot_bytes = checkpoints ? training.state_bytes + model_bytes : 0;
  const int64_t added = std::max(training.arena_bytes, evaluation.arena_bytes) +
                        once_bytes(training, evaluation) + training.state_bytes + model_bytes +
                        snapshot_bytes;
  return std::max(loaded.peak_bytes, loaded.bytes + added);
}

}  // namespace heddle
