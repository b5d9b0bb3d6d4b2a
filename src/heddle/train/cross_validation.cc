#include "heddle/train/cross_validation.h"

#include "heddle/base/error.h"
#include "heddle/base/philox.h"
#include "heddle/data/graph_batches.h"
#include "heddle/train/graph_task.h"
#include "heddle/train/plan_task.h"
#include "heddle/train/single_run.h"

#include <algorithm>
#include <array>

namespace heddle {
namespace {

struct GridPoint {
  int64_t hidden;
  double dropout;
};
constexpr std::array kGrid = {GridPoint{32, 0.0}, GridPoint{32, 0.5}, GridPoint{64, 0.0},
                              GridPoint{64, 0.5}};

constexpr size_t kHeldOutOneIn = 10;

struct PointResult {
  RunResult run;
  TrainPlan plan;
};

PointResult run_point(GraphTask& task, TrainConfig config, const GridPoint& point,
                      const TrainHooks& hooks) {
  config.model.hidden = point.hidden;
  config.model.dropout = point.dropout;
  config.repeat = 1;
  PointResult result;
  result.plan = plan_task(task, config, hooks);
  if (hooks.on_plan) hooks.on_plan(result.plan);
  result.run = RunSeries(task, result.plan, config, hooks).run().front();
  return result;
}

}  // namespace

Split hold_out(const Dataset& dataset, const Split& split, uint64_t seed) {
  std::vector<int32_t> order;
  shuffle_rows(split.train, seed, 0, order);
  Split result = {{}, {}, split.test};
  std::vector<size_t> seen(static_cast<size_t>(dataset.classes), 0);
  for (const int32_t row : order) {
    const auto label = static_cast<size_t>(dataset.labels[static_cast<size_t>(row)]);
    const bool held = seen[label]++ % kHeldOutOneIn == 0;
    (held ? result.validation : result.train).push_back(row);
  }
  std::sort(result.train.begin(), result.train.end());
  std::sort(result.validation.begin(), result.validation.end());
  return result;
}

TrainReport cross_validate(const Dataset& dataset, const TrainConfig& config,
                           const TrainHooks& hooks) {
  require(dataset.level == Level::kGraph && !dataset.multi_label && !dataset.splits.empty(),
          "protocol fair-cv: data set '{}' needs graphs with one label each, and folds",
          dataset.name);
  TrainReport report;
  const int threads = thread_count(config);
  const auto folds = static_cast<int64_t>(dataset.splits.size());
  for (int64_t fold = 0; fold < folds; ++fold) {
    TrainHooks fold_hooks = hooks;
    fold_hooks.run_directory.clear();
    if (hooks.on_epoch) {
      fold_hooks.on_epoch = [&](const EpochRecord& epoch, int64_t, int64_t) {
        hooks.on_epoch(epoch, fold, folds);
      };
    }
    GraphTask task(dataset,
                   hold_out(dataset, dataset.splits[static_cast<size_t>(fold)], config.seed),
                   model_of(config, hooks).adjacency, config.batch_size, threads);
    PointResult best;
    for (const GridPoint& point : kGrid) {
      PointResult result = run_point(task, config, point, fold_hooks);
      const bool interrupted = result.run.interrupted;
      const bool first = best.plan.training.plan == nullptr;
      if (first || result.run.validation > best.run.validation) best = std::move(result);
      best.run.interrupted = interrupted;
      if (interrupted) break;
    }
    report.metric = task.metric();
    report.parameters = best.plan.parameters;
    report.planned_memory_bytes =
        std::max(report.planned_memory_bytes, best.plan.planned_memory_bytes);
    report.predicted_epoch_seconds = best.plan.epoch_seconds;
    report.threads = threads;
    report.runs.push_back(std::move(best.run));
    if (report.runs.back().interrupted) break;
  }
  return report;
}

}  // namespace heddle
