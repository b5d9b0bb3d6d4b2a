// What a training run reports.
#pragma once

#include <cstdint>
#include <functional>
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
  int64_t bytes = 0;             // moved, by the operator's work
  double flops = 0;
};

struct RunResult {
  uint64_t seed = 0;
  int64_t best_epoch = 0;
  double train = 0, validation = 0, test = 0;  // at the selected epoch
  std::vector<EpochRecord> epochs;
  std::string weights_sha256, loss_sha256;
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

// Called after every epoch, on the training thread; cheap.
using EpochCallback = std::function<void(const EpochRecord&, int64_t run, int64_t runs)>;

}  // namespace heddle
