// The two Plans of a task: training and evaluation.
#pragma once

#include "heddle/hardware/profile.h"
#include "heddle/train/memory_estimate.h"
#include "heddle/train/task.h"
#include "heddle/train/trainer.h"

namespace heddle {

// The model to train: the caller's own, or the one that the configuration names.
const ModelDefinition& model_of(const TrainConfig& config, const TrainHooks& hooks);

// What Plans are made for: the machine, and the process with its data loaded.
struct PlanBasis {
  HardwareProfile hardware;
  LoadedMemory loaded;
};
// To be called when the first Task is there.
PlanBasis measure_plan_basis(const TrainConfig& config);

TrainPlan plan_task(const Task& task, const TrainConfig& config, const TrainHooks& hooks,
                    const PlanBasis& basis);

}  // namespace heddle
