// The two Plans of a task: training and evaluation.
#pragma once

#include "heddle/train/task.h"
#include "heddle/train/trainer.h"

namespace heddle {

// config.threads, or all cores of the machine; throws InvalidArgument if it is out of range.
int thread_count(const TrainConfig& config);

// The model to train: the caller's own, or the one that the configuration names.
const ModelDefinition& model_of(const TrainConfig& config, const TrainHooks& hooks);

TrainPlan plan_task(const Task& task, const TrainConfig& config, const TrainHooks& hooks);

}  // namespace heddle
