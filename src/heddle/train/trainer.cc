#include "heddle/train/trainer.h"

#include "heddle/base/error.h"
#include "heddle/hardware/process_memory.h"
#include "heddle/train/cross_validation.h"
#include "heddle/train/make_task.h"
#include "heddle/train/metrics.h"
#include "heddle/train/plan_task.h"
#include "heddle/train/single_run.h"

#include <algorithm>

namespace heddle {
namespace {

void summarize(TrainReport& report) {
  std::vector<double> tests, seconds;
  for (const RunResult& run : report.runs) {
    if (!run.interrupted) tests.push_back(run.test);
    for (const EpochRecord& epoch : run.epochs) {
      if (epoch.epoch > 1) seconds.push_back(epoch.seconds);
    }
  }
  report.test_mean = mean(tests);
  report.test_std = sample_std(tests);
  if (report.runs.empty() || report.runs[0].epochs.empty()) return;
  report.first_epoch_seconds = report.runs[0].epochs[0].seconds;
  report.epoch_seconds_median = seconds.empty() ? report.first_epoch_seconds : median(seconds);
}

std::unique_ptr<Task> read_graph(const Dataset& dataset, const TrainConfig& config,
                                 const TrainHooks& hooks) {
  auto task = make_task(dataset, config, model_of(config, hooks).adjacency);
  if (hooks.on_graph_read) hooks.on_graph_read();
  return task;
}

TrainReport train_repeats(const Dataset& dataset, const TrainConfig& config,
                          const TrainHooks& hooks) {
  const std::unique_ptr<Task> task = read_graph(dataset, config, hooks);
  const TrainPlan plan = plan_task(*task, config, hooks, measure_plan_basis(config));
  require_memory(plan);
  TrainReport report;
  report.metric = task->metric();
  report.parameters = plan.parameters;
  report.planned_memory_bytes = plan.planned_memory_bytes;
  report.predicted_epoch_seconds = plan.epoch_seconds;
  report.threads = plan.threads;
  if (hooks.on_plan) hooks.on_plan(plan);
  RunSeries series(*task, plan, config, hooks);
  report.runs = series.run();
  report.steps = series.steps();
  return report;
}

}  // namespace

TrainPlan plan_training(const Dataset& dataset, const TrainConfig& config,
                        const TrainHooks& hooks) {
  if (config.protocol == "fair-cv") return plan_cross_validation(dataset, config, hooks);
  const std::unique_ptr<Task> task = read_graph(dataset, config, hooks);
  return plan_task(*task, config, hooks, measure_plan_basis(config));
}

TrainReport train(const Dataset& dataset, const TrainConfig& config, const TrainHooks& hooks) {
  require(config.epochs >= 1, "epochs = {}, needs at least 1", config.epochs);
  require(config.repeat >= 1, "repeat = {}, needs at least 1", config.repeat);
  require(config.select == "best" || config.select == "last", "select '{}' is none of best, last",
          config.select);
  TrainReport report = config.protocol == "fair-cv" ? cross_validate(dataset, config, hooks)
                                                    : train_repeats(dataset, config, hooks);
  report.dataset = dataset.name;
  report.model = model_of(config, hooks).name;
  summarize(report);
  report.peak_memory_bytes = peak_resident_bytes();
  return report;
}

}  // namespace heddle
