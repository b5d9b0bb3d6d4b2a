#include "heddle/train/cross_validation.h"

#include "heddle/base/error.h"
#include "heddle/base/philox.h"
#include "heddle/base/thread_count.h"
#include "heddle/data/graph_batches.h"
#include "heddle/train/graph_task.h"
#include "heddle/train/plan_task.h"
#include "heddle/train/single_run.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

namespace heddle {
namespace {

constexpr std::array kGrid = {GridPoint{32, 0.0}, GridPoint{32, 0.5}, GridPoint{64, 0.0},
                              GridPoint{64, 0.5}};

constexpr size_t kHeldOutOneIn = 10;

constexpr const char* kFoldsKey = "folds";  // finished folds; current: the best point so far
constexpr const char *kPointKey = "grid_point", *kBestPointKey = "best_grid_point";
constexpr const char* kModelValidationKey = "model_validation";

TrainConfig config_of(const TrainConfig& config, size_t point) {
  TrainConfig result = config;
  result.model.hidden = kGrid[point].hidden;
  result.model.dropout = kGrid[point].dropout;
  result.repeat = 1;
  return result;
}

void require_folds(const Dataset& dataset) {
  require(dataset.level == Level::kGraph && !dataset.multi_label && !dataset.splits.empty(),
          "protocol fair-cv: data set '{}' needs graphs with one label each, and folds",
          dataset.name);
}

// The folds one after another, all points of the grid in each. Every checkpoint of a training says
// where it stands, so that a resumed process goes on there.
class CrossValidation {
 public:
  CrossValidation(const Dataset& dataset, const TrainConfig& config, const TrainHooks& hooks)
      : dataset_(dataset), config_(config), hooks_(hooks) {
    report_.threads = thread_count(config.threads);
    if (hooks.resume) restore();
  }

  // Of the point that needs most memory.
  TrainPlan plan() { return largest_plan(*fold_task(0)); }

  TrainReport run() {
    for (size_t fold = folds_.finished.size(); fold < dataset_.splits.size(); ++fold) {
      run_fold(fold);
      folds_.finished.push_back(std::exchange(folds_.current, {}));
      if (folds_.finished.back().interrupted) break;
    }
    report_.runs = folds_.finished;
    return report_;
  }

 private:
  std::unique_ptr<Task> fold_task(size_t fold) const {
    return std::make_unique<GraphTask>(
        dataset_, hold_out(dataset_, dataset_.splits[fold], config_.seed),
        model_of(config_, hooks_).adjacency, config_.batch_size, report_.threads);
  }

  TrainPlan plan_point(const Task& task, size_t point) const {
    return plan_task(task, config_of(config_, point), hooks_, *basis_);
  }

  TrainPlan largest_plan(const Task& task) {
    basis_ = measure_plan_basis(config_);
    TrainPlan largest = plan_point(task, 0);
    for (size_t point = 1; point < kGrid.size(); ++point) {
      TrainPlan plan = plan_point(task, point);
      if (plan.planned_memory_bytes > largest.planned_memory_bytes) largest = std::move(plan);
    }
    return largest;
  }

  // Before the first training of this process.
  void announce(const Task& task) {
    const TrainPlan largest = largest_plan(task);
    require_memory(largest);
    report_.metric = task.metric();
    report_.planned_memory_bytes = largest.planned_memory_bytes;
    if (hooks_.on_plan) hooks_.on_plan(largest);
  }

  void run_fold(size_t fold) {
    const std::unique_ptr<Task> task = fold_task(fold);
    if (!basis_) announce(*task);
    for (; point_ < kGrid.size(); ++point_) {
      RunResult run = run_point(*task, fold);
      epochs_done_ += std::ssize(run.epochs);
      const bool interrupted = run.interrupted;
      if (is_best(run)) {
        folds_.current = std::move(run);
        folds_.current.chosen = kGrid[point_];
        best_point_ = point_;
      }
      folds_.current.interrupted = interrupted;
      if (interrupted) return;
    }
    point_ = 0;
    describe(plan_point(*task, best_point_));
  }

  bool is_best(const RunResult& run) const {
    return folds_.current.epochs.empty() || run.validation > folds_.current.validation;
  }

  RunResult run_point(Task& task, size_t fold) {
    const TrainConfig config = config_of(config_, point_);
    TrainHooks hooks = hooks_;
    hooks.resume = std::exchange(resume_, false);
    hooks.on_epoch = [&](const EpochRecord& epoch, const TrainingPosition& position) {
      if (!hooks_.on_epoch) return;
      hooks_.on_epoch(epoch, {.run = static_cast<int64_t>(fold),
                              .runs = std::ssize(dataset_.splits),
                              .point = static_cast<int64_t>(point_),
                              .points = std::ssize(kGrid),
                              .seed = position.seed});
    };
    const TrainPlan plan = plan_point(task, point_);
    require_memory(plan);
    describe(plan);
    RunSeries series(task, plan, config, hooks,
                     {.metadata = metadata(fold),
                      .best_validation = model_validation_,
                      .epochs_done = epochs_done_});
    RunResult run = series.run().front();
    model_validation_ = series.best_validation();
    // Empty if the training had been finished before this process resumed it.
    if (is_best(run) && !series.steps().empty()) report_.steps = series.steps();
    return run;
  }

  void describe(const TrainPlan& plan) {
    report_.parameters = plan.parameters;
    report_.predicted_epoch_seconds = plan.epoch_seconds;
  }

  Metadata metadata(size_t fold) const {
    Metadata all = {{kFoldsKey, to_json(folds_)},
                    {kSplitKey, std::to_string(fold)},
                    {kPointKey, std::to_string(point_)},
                    {kBestPointKey, std::to_string(best_point_)}};
    if (model_validation_) all[kModelValidationKey] = fmt::format("{}", *model_validation_);
    return all;
  }

  void restore() {
    const Checkpoint checkpoint = read_checkpoint(hooks_.run_directory / "last.safetensors");
    folds_ = run_progress_from_json(checkpoint.text(kFoldsKey), checkpoint.source());
    point_ = grid_point(checkpoint, kPointKey);
    best_point_ = grid_point(checkpoint, kBestPointKey);
    if (checkpoint.has(kModelValidationKey)) {
      model_validation_ = checkpoint.number(kModelValidationKey);
    }
    const RunProgress point =
        run_progress_from_json(checkpoint.text("progress"), checkpoint.source());
    epochs_done_ = checkpoint.integer(kEpochsDoneKey) - std::ssize(point.current.epochs);
    resume_ = true;
  }

  static size_t grid_point(const Checkpoint& checkpoint, const char* key) {
    const int64_t point = checkpoint.integer(key);
    require(point >= 0 && point < std::ssize(kGrid), "{}: metadata '{}' is {}; needs 0 to {}",
            checkpoint.source(), key, point, kGrid.size() - 1);
    return static_cast<size_t>(point);
  }

  const Dataset& dataset_;
  const TrainConfig& config_;
  const TrainHooks& hooks_;
  TrainReport report_;
  std::optional<PlanBasis> basis_;
  RunProgress folds_;
  size_t point_ = 0, best_point_ = 0;
  std::optional<double> model_validation_;  // of the model in best.safetensors
  int64_t epochs_done_ = 0;                 // before the current training
  bool resume_ = false;
};

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
  require_folds(dataset);
  return CrossValidation(dataset, config, hooks).run();
}

TrainPlan plan_cross_validation(const Dataset& dataset, const TrainConfig& config,
                                const TrainHooks& hooks) {
  require_folds(dataset);
  return CrossValidation(dataset, config, hooks).plan();
}

}  // namespace heddle
