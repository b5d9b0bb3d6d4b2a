// Where an epoch's time goes.
#pragma once

#include "heddle/train/run_result.h"
#include "heddle/train/trainer.h"

#include <cstdint>
#include <span>
#include <vector>

namespace heddle {

// One entry per step of the training Plan, its figures per epoch. `seconds`: summed over `epochs`
// epochs (at least one), as a Session counts them.
std::vector<StepProfile> step_profiles(const TrainPlan& plan, std::span<const double> seconds,
                                       int64_t epochs);

}  // namespace heddle
