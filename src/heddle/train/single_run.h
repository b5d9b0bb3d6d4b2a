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

struct ProfiledSteps {
  std::vector<double> seconds;  // per step of the training Plan, summed
  int64_t epochs = 0;           // over so many epochs
};

class RunSeries {
 public:
  // Borrows all four.
  RunSeries(Task& task, const TrainPlan& plan, const TrainConfig& config, const TrainHooks& hooks);

  // All repeats; fewer, the last one marked, when cancelled.
  std::vector<RunResult> run();
  const ProfiledSteps& profile() const { return profile_; }

 private:
  // State and sessions of one repeat.
  struct Workspace {
    std::shared_ptr<State> state, best;
    std::unique_ptr<Session> training, evaluation;
  };

  Workspace make_workspace(uint64_t seed);
  void run_one(Workspace& workspace);
  EpochRecord run_epoch(Workspace& workspace, int64_t epoch);
  void consider_best(Workspace& workspace, const EpochRecord& epoch, double validation_loss);
  bool out_of_patience() const;
  bool cancelled() const;
  void finish_run(Workspace& workspace);
  void resume(Workspace& workspace);
  Metadata metadata() const;
  void save(Workspace& workspace, bool now);
  void save_model(const State& best);

  Task& task_;
  const TrainPlan& plan_;
  const TrainConfig& config_;
  const TrainHooks& hooks_;
  std::shared_ptr<Arena> arena_ = std::make_shared<Arena>();
  RunProgress progress_;
  std::optional<double> best_run_validation_;  // of the model that best.safetensors holds
  std::unique_ptr<CheckpointWriter> writer_;
  ProfiledSteps profile_;
};

}  // namespace heddle
