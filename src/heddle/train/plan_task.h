// The two Plans of a task: training and evaluation.
#pragma once

#include "heddle/train/task.h"
#include "heddle/train/trainer.h"

namespace heddle {

// config.threads, or all cores of the machine; throws InvalidArgument if it is out of range.
int thread_count(const TrainConfig& config);

TrainPlan plan_task(const Task& task, const TrainConfig& config, const CompileOptions& options);

}  // namespace heddle
