// The epochs of one training after another (repeats over seeds): steps, evaluation, selection,
// early stopping, checkpoints.
#pragma once

#include "heddle/train/checkpoint_writer.h"
#include "heddle/train/run_progress.h"
#include "heddle/train/task.h"
#include "heddle/train/trainer.h"

#include <memory>
#include <optional>
#include <vector>

namespace heddle {

// What surrounds a series that is a part of something larger, as the folds of a cross-validation.
struct SeriesContext {
  Metadata metadata;                      // stands in every checkpoint too
  std::optional<double> best_validation;  // of the model that best.safetensors holds already
  int64_t epochs_done = 0;                // in earlier series
};

// Metadata of a checkpoint: epochs of all trainings up to it, lines of metrics.csv.
inline constexpr const char* kEpochsDoneKey = "epochs_done";
// The split that the model was trained on.
inline constexpr const char* kSplitKey = "split";

class RunSeries {
 public:
  // Borrows task, plan, configuration and hooks.
  RunSeries(Task& task, const TrainPlan& plan, const TrainConfig& config, const TrainHooks& hooks,
            SeriesContext context = {});

  // All repeats; fewer, the last one marked, when cancelled.
  std::vector<RunResult> run();
  // Of the first repeat that this process trained; empty unless hooks ask for a profile.
  const std::vector<StepProfile>& steps() const { return steps_; }
  // Of the model that best.safetensors holds after run().
  std::optional<double> best_validation() const { return context_.best_validation; }

 private:
  // State and sessions of one repeat.
  struct Workspace {
    std::shared_ptr<State> state, best;
    std::vector<std::string> best_slots;  // names
    std::unique_ptr<Session> training, evaluation;
  };

  Workspace make_workspace(uint64_t seed);
  void run_one(Workspace& workspace);
  EpochRecord run_epoch(Workspace& workspace, int64_t epoch);
  void consider_best(Workspace& workspace, const EpochRecord& epoch, double validation_loss);
  bool out_of_patience() const;
  bool cancelled() const;
  void finish_run(Workspace& workspace);
  void keep_profile(const Session& training);
  // Reads how far the training is. The checkpoint, if it stands in the middle of a repeat.
  std::optional<Checkpoint> read_progress();
  bool improves(const RunResult& run) const;
  Metadata metadata() const;
  void save(Workspace& workspace, bool now);
  void save_model(const State& best);

  Task& task_;
  const TrainPlan& plan_;
  const TrainConfig& config_;
  const TrainHooks& hooks_;
  std::shared_ptr<Arena> arena_ = std::make_shared<Arena>();
  std::shared_ptr<OnceValues> once_values_ = std::make_shared<OnceValues>();
  SeriesContext context_;
  RunProgress progress_;
  std::unique_ptr<CheckpointWriter> writer_;
  std::vector<StepProfile> steps_;
  int64_t epochs_here_ = 0;  // of the current repeat in this process, for the profile
};

}  // namespace heddle
