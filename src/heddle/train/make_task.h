#pragma once

#include "heddle/train/config.h"
#include "heddle/train/task.h"

#include <memory>

namespace heddle {

// The task of a data set under split config.split. Borrows the data set.
// `edges`: which edges the model walks.
std::unique_ptr<Task> make_task(const Dataset& dataset, const TrainConfig& config,
                                const AdjacencyOptions& edges);

}  // namespace heddle
