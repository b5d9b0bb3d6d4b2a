#include "heddle/train/single_run.h"

#include "heddle/base/error.h"
#include "heddle/base/sha256.h"
#include "heddle/base/timer.h"
#include "heddle/train/model_file.h"
#include "heddle/train/step_profiles.h"
#include "heddle/train/training_program.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <span>
#include <utility>

namespace heddle {
namespace {

constexpr std::string_view kBestPrefix = "best.";
constexpr const char* kProgressKey = "progress";

// The slots that prediction needs.
constexpr std::initializer_list<SlotRole> kModelRoles = {SlotRole::kParameter,
                                                         SlotRole::kStatistic};

// A training longer than this makes room for its records again and again.
constexpr int64_t kReservedEpochs = 10'000;

void copy_slots(std::span<const std::string> names, const State& from, State& to) {
  for (const std::string& name : names) {
    const Buffer& source = from.buffer(name);
    if (source.bytes() == 0) continue;
    std::memcpy(to.buffer(name).data(), source.data(), static_cast<size_t>(source.bytes()));
  }
}

std::string loss_digest(const RunResult& run) {
  Sha256 hash;
  for (const EpochRecord& epoch : run.epochs) {
    hash.update(std::as_bytes(std::span(&epoch.loss, 1)));
  }
  return hash.hex_digest();
}

bool is_better(double validation, double loss, double best_validation, double best_loss) {
  if (std::isnan(best_validation)) return true;
  return validation > best_validation || (validation == best_validation && loss < best_loss);
}

}  // namespace

RunSeries::RunSeries(Task& task, const TrainPlan& plan, const TrainConfig& config,
                     const TrainHooks& hooks, SeriesContext context)
    : task_(task), plan_(plan), config_(config), hooks_(hooks), context_(std::move(context)) {
  arena_->reserve(std::max(plan.training.plan->arena_bytes, plan.evaluation.plan->arena_bytes));
  if (hooks.run_directory.empty()) return;
  writer_ = std::make_unique<CheckpointWriter>(hooks.run_directory / "last.safetensors");
}

std::vector<RunResult> RunSeries::run() {
  std::optional<Checkpoint> checkpoint;
  if (hooks_.resume) checkpoint = read_progress();
  while (static_cast<int64_t>(progress_.finished.size()) < config_.repeat) {
    progress_.current.seed = config_.seed + progress_.finished.size();
    Workspace workspace = make_workspace(progress_.current.seed);
    if (checkpoint) {
      checkpoint->restore(*workspace.state);
      checkpoint->restore(*workspace.best, kBestPrefix);
      checkpoint.reset();
    }
    run_one(workspace);
    const bool interrupted = progress_.current.interrupted;
    progress_.finished.push_back(std::exchange(progress_.current, {}));
    if (interrupted) break;
  }
  if (writer_) writer_->flush();
  return progress_.finished;
}

RunSeries::Workspace RunSeries::make_workspace(uint64_t seed) {
  Workspace workspace;
  workspace.state = std::make_shared<State>();
  workspace.best = std::make_shared<State>();
  workspace.best->add_slots(plan_.inference, seed);
  workspace.best_slots = workspace.best->names();
  const auto make_session = [&](const Compiled& compiled) {
    return std::make_unique<Session>(compiled.plan, workspace.state, arena_, seed, once_values_);
  };
  workspace.training = make_session(plan_.training);
  workspace.evaluation = make_session(plan_.evaluation);
  task_.bind_training(*workspace.training);
  task_.bind_evaluation(*workspace.evaluation);
  if (hooks_.profile) workspace.training->enable_profile();
  return workspace;
}

bool RunSeries::cancelled() const {
  return hooks_.cancellation != nullptr && hooks_.cancellation->requested();
}

void RunSeries::run_one(Workspace& workspace) {
  RunResult& run = progress_.current;
  epochs_here_ = 0;
  run.epochs.reserve(static_cast<size_t>(std::min(config_.epochs, kReservedEpochs)));
  for (auto epoch = static_cast<int64_t>(run.epochs.size()); epoch < config_.epochs; ++epoch) {
    if (out_of_patience()) break;
    run.epochs.push_back(run_epoch(workspace, epoch));
    ++epochs_here_;
    if (hooks_.on_epoch) {
      hooks_.on_epoch(
          run.epochs.back(),
          {.run = std::ssize(progress_.finished), .runs = config_.repeat, .seed = run.seed});
    }
    if (cancelled() && epoch + 1 < config_.epochs) {
      run.interrupted = true;
      save(workspace, true);
      break;
    }
    save(workspace, false);
  }
  keep_profile(*workspace.training);
  if (!run.interrupted) finish_run(workspace);
}

void RunSeries::keep_profile(const Session& training) {
  if (!hooks_.profile || !steps_.empty() || epochs_here_ == 0) return;
  steps_ = step_profiles(plan_, training.profile_seconds(), epochs_here_);
}

EpochRecord RunSeries::run_epoch(Workspace& workspace, int64_t epoch) {
  EpochRecord record;
  record.epoch = epoch + 1;
  const Timer timer;
  record.loss = task_.train_epoch(*workspace.training, epoch);
  record.seconds = timer.seconds();
  if (!std::isfinite(record.loss)) {
    fail(ErrorKind::kInvalidArgument,
         "epoch {}: the loss is {}; a smaller learning rate than {} may help", record.epoch,
         record.loss, config_.learning_rate);
  }
  const EvaluationScores scores = task_.evaluate(*workspace.evaluation);
  record.train = scores.train;
  record.validation = scores.validation;
  record.test = scores.test;
  consider_best(workspace, record, scores.validation_loss);
  return record;
}

// Without validation rows, or if the last epoch counts, every epoch replaces the one before.
void RunSeries::consider_best(Workspace& workspace, const EpochRecord& epoch,
                              double validation_loss) {
  RunResult& run = progress_.current;
  const bool first = run.best_epoch == 0;
  const bool by_validation = config_.select == "best" && !std::isnan(epoch.validation);
  if (!first && by_validation &&
      !is_better(epoch.validation, validation_loss, run.validation,
                 progress_.best_validation_loss)) {
    return;
  }
  run.best_epoch = epoch.epoch;
  run.train = epoch.train;
  run.validation = epoch.validation;
  run.test = epoch.test;
  progress_.best_validation_loss = validation_loss;
  copy_slots(workspace.best_slots, *workspace.state, *workspace.best);
}

bool RunSeries::out_of_patience() const {
  const RunResult& run = progress_.current;
  const auto epochs = static_cast<int64_t>(run.epochs.size());
  return config_.patience > 0 && config_.select == "best" &&
         epochs - run.best_epoch >= config_.patience;
}

void RunSeries::finish_run(Workspace& workspace) {
  RunResult& run = progress_.current;
  run.weights_sha256 = workspace.state->digest(kModelRoles);
  run.loss_sha256 = loss_digest(run);
  if (!writer_) return;
  // The model first: a checkpoint that says "finished" must find it on the disk.
  if (improves(run)) {
    context_.best_validation = run.validation;
    save_model(*workspace.best);
  }
  save(workspace, true);
}

bool RunSeries::improves(const RunResult& run) const {
  return !context_.best_validation || run.validation > *context_.best_validation;
}

std::optional<Checkpoint> RunSeries::read_progress() {
  Checkpoint checkpoint = read_checkpoint(hooks_.run_directory / "last.safetensors");
  progress_ = run_progress_from_json(checkpoint.text(kProgressKey), checkpoint.source());
  const bool finished = !progress_.current.weights_sha256.empty();
  if (finished) progress_.finished.push_back(std::exchange(progress_.current, {}));
  for (const RunResult& run : progress_.finished) {
    if (improves(run)) context_.best_validation = run.validation;
  }
  if (finished) return std::nullopt;
  return checkpoint;
}

Metadata RunSeries::metadata() const {
  const Dataset& dataset = task_.dataset();
  Metadata all = model_metadata({.program = plan_.inference,
                                 .dataset = dataset.name,
                                 .model = plan_.inference.name,
                                 .metric = task_.metric(),
                                 .normalize_features = config_.normalize_features,
                                 .multi_label = dataset.multi_label,
                                 .graph_level = dataset.level == Level::kGraph,
                                 .class_names = dataset.class_names,
                                 .relation_names = relation_names(dataset)});
  all[kProgressKey] = to_json(progress_);
  int64_t epochs = context_.epochs_done + std::ssize(progress_.current.epochs);
  for (const RunResult& run : progress_.finished) epochs += std::ssize(run.epochs);
  all[kEpochsDoneKey] = std::to_string(epochs);
  all[kSplitKey] = std::to_string(config_.split);
  for (const auto& [key, value] : context_.metadata) all[key] = value;
  return all;
}

void RunSeries::save(Workspace& workspace, bool now) {
  if (!writer_) return;
  const std::array sections = {CheckpointSection{"", workspace.state.get()},
                               CheckpointSection{std::string(kBestPrefix), workspace.best.get()}};
  if (now) {
    writer_->write_now(sections, metadata());
  } else {
    writer_->offer(sections, [&] { return metadata(); });
  }
}

void RunSeries::save_model(const State& best) {
  write_checkpoint(hooks_.run_directory / "best.safetensors", best, metadata());
}

}  // namespace heddle
