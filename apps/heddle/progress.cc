#include "apps/heddle/progress.h"

#include "heddle/base/units.h"

#include <algorithm>
#include <cmath>

namespace heddle::cli {
namespace {

constexpr double kTerminalSeconds = 0.1, kLineSeconds = 10;
constexpr int64_t kLinesPerRun = 20;

std::string score(std::string_view name, double value) {
  return std::isnan(value) ? "" : fmt::format("  {} {:.4f}", name, value);
}

}  // namespace

Progress::Progress(Console& console, const TrainConfig& config)
    : console_(console),
      epochs_(config.epochs),
      several_trainings_per_run_(config.protocol == "fair-cv"),
      terminal_(console.has_terminal()) {}

void Progress::epoch(const EpochRecord& record, int64_t run, int64_t runs) {
  const double now = timer_.seconds();
  const bool new_training = run != run_ || record.epoch <= last_.epoch;
  if (new_training && run_ >= 0) finish();
  if (run != run_) run_begin_seconds_ = now;
  if (first_run_ < 0) {
    first_run_ = run;
    first_epoch_ = record.epoch - 1;
  }
  last_ = record;
  run_ = run;
  runs_ = runs;
  last_shown_ = terminal_ ? now - shown_seconds_ >= kTerminalSeconds : wants_line(record);
  if (!last_shown_) return;
  shown_seconds_ = now;
  if (terminal_) {
    console_.status(text(time_left()));
  } else {
    console_.line(text(""));
  }
}

bool Progress::wants_line(const EpochRecord& record) const {
  const int64_t every = std::max<int64_t>(1, epochs_ / kLinesPerRun);
  return record.epoch == 1 || record.epoch % every == 0 || record.epoch == epochs_ ||
         timer_.seconds() - shown_seconds_ >= kLineSeconds;
}

void Progress::finish() {
  if (run_ < 0) return;
  if (terminal_ || !last_shown_) console_.line(text(""));
  last_shown_ = true;
}

std::string Progress::text(std::string_view time_left) const {
  std::string line;
  if (runs_ > 1) {
    line += fmt::format("{} {}/{}  ", several_trainings_per_run_ ? "fold" : "run", run_ + 1, runs_);
  }
  line += fmt::format("epoch {}/{}{}  loss {:.4f}", last_.epoch, epochs_, time_left, last_.loss);
  return line + score("train", last_.train) + score("val", last_.validation) +
         score("test", last_.test);
}

// From the pace so far; an upper bound where training may stop early.
std::string Progress::time_left() const {
  const double elapsed = timer_.seconds();
  double done = 0, all = 0;
  if (several_trainings_per_run_) {
    done = static_cast<double>(run_ - first_run_);
    all = static_cast<double>(runs_ - first_run_);
    if (done < 1) return "";
    return "  ETA " + format_seconds(run_begin_seconds_ / done * (all - done));
  }
  const auto epochs = static_cast<double>(epochs_);
  const double begin = static_cast<double>(first_run_) * epochs + static_cast<double>(first_epoch_);
  done = static_cast<double>(run_) * epochs + static_cast<double>(last_.epoch) - begin;
  all = static_cast<double>(runs_) * epochs - begin;
  return "  ETA " + format_seconds(elapsed / done * (all - done));
}

}  // namespace heddle::cli
