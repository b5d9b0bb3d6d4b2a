// Trains a model on a data set.
#pragma once

#include "heddle/base/cancellation.h"
#include "heddle/data/dataset.h"
#include "heddle/nn/model_definition.h"
#include "heddle/planner/compile.h"
#include "heddle/train/config.h"
#include "heddle/train/run_result.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace heddle {

struct TrainPlan;

struct TrainHooks {
  // May be empty. Called once `dataset.graph` is read no more: whoever owns it may release its
  // edges, which leaves their memory to the training. Never with fair-cv, which reads it per fold.
  std::function<void()> on_graph_read;
  // May be empty. Called once, before anything is trained or written; with fair-cv for the Plan
  // that needs most memory.
  std::function<void(const TrainPlan&)> on_plan;
  EpochCallback on_epoch;                      // may be empty
  const Cancellation* cancellation = nullptr;  // looked at after every epoch
  // Checkpoints go there: last.safetensors at least every ten seconds or epoch, best.safetensors
  // at the end. Empty: none are written.
  std::filesystem::path run_directory;
  bool plan_checkpoints = false;  // count their memory though there is no run_directory, to explain
  const ModelDefinition* model = nullptr;  // null: the one that the configuration names
  bool resume = false;                     // go on from run_directory / last.safetensors
  bool profile = false;                    // fill TrainReport::steps
  CompileOptions compile;  // disabled passes, interpret; threads are the configuration's
  // For the process, loading included; 0: no limit. `train` throws OutOfMemory, before anything is
  // trained, if no Plan keeps to it.
  int64_t memory_limit = 0;
};

// Runs config.repeat trainings (or the folds of config.protocol). When cancelled it writes the
// last checkpoint and returns what there is, its last run marked as interrupted.
// Throws InvalidArgument if configuration and data do not fit.
TrainReport train(const Dataset& dataset, const TrainConfig& config, const TrainHooks& hooks);

// What `train` would run, without running it.
struct TrainPlan {
  Program forward, inference;  // as the model wrote them
  Compiled training, evaluation;
  int64_t parameters = 0;
  int64_t steps_per_epoch = 1;
  int64_t planned_memory_bytes = 0;  // peak of the process, loading included
  int64_t memory_limit = 0;          // as it was asked for; 0: none
  std::vector<double> step_seconds;  // predicted, per training step, at the mean size of a batch
  double epoch_seconds = 0;          // predicted, the training steps alone
  int threads = 1;
};
TrainPlan plan_training(const Dataset& dataset, const TrainConfig& config, const TrainHooks& hooks);

// Throws OutOfMemory, with both figures, if the Plan needs more than its limit.
void require_memory(const TrainPlan& plan);

}  // namespace heddle
