// What a training run reports.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace heddle {

struct EpochRecord {
  int64_t epoch = 0;  // from 1
  double loss = 0;
  double train = 0, validation = 0, test = 0;  // the task's metric; NaN where a split is empty
  double seconds = 0;                          // training step(s) alone, without evaluation
};

struct StepProfile {
  std::string name;  // "%12 = spmm"
  std::string kernel;
  double seconds = 0;            // measured, per epoch
  double predicted_seconds = 0;  // by the plan
  int64_t live_bytes = 0;        // of the arena while it runs, its workspace included
  int64_t bytes = 0;             // moved, by the operator's work
  double flops = 0;
};

// What a cross-validation chooses between inside each fold.
struct GridPoint {
  int64_t hidden = 0;
  double dropout = 0;
};

struct RunResult {
  uint64_t seed = 0;
  int64_t best_epoch = 0;
  double train = 0, validation = 0, test = 0;  // at the selected epoch
  std::vector<EpochRecord> epochs;
  std::string weights_sha256, loss_sha256;
  std::optional<GridPoint> chosen;  // of a fold
  bool interrupted = false;
};

struct TrainReport {
  std::string dataset, model, metric;  // metric: accuracy | micro_f1 | roc_auc
  int64_t parameters = 0;
  std::vector<RunResult> runs;
  double test_mean = 0, test_std = 0;
  double epoch_seconds_median = 0, first_epoch_seconds = 0, predicted_epoch_seconds = 0;
  int64_t planned_memory_bytes = 0, peak_memory_bytes = 0;
  int threads = 1;
  std::vector<StepProfile> steps;
};

// Where a training stands among all: a repeat or fold of so many, and in a fold a point of the grid
// of so many. All from 0.
struct TrainingPosition {
  int64_t run = 0, runs = 1;
  int64_t point = 0, points = 1;
  uint64_t seed = 0;
};

// Called after every epoch, on the training thread; cheap.
using EpochCallback = std::function<void(const EpochRecord&, const TrainingPosition&)>;

}  // namespace heddle
