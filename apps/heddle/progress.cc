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
    : console_(console), epochs_(config.epochs), terminal_(console.has_terminal()) {}

void Progress::epoch(const EpochRecord& record, const TrainingPosition& position) {
  const bool first = last_.epoch == 0;
  const bool same_training = position.run == position_.run && position.point == position_.point;
  if (!first && !same_training) finish();
  last_ = record;
  position_ = position;
  if (first) done_before_ = trainings_done() - 1 / static_cast<double>(epochs_);
  const double now = timer_.seconds();
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
  if (last_.epoch == 0) return;
  if (terminal_ || !last_shown_) console_.line(text(""));
  last_shown_ = true;
}

std::string Progress::text(std::string_view time_left) const {
  std::string line;
  const bool folds = position_.points > 1;
  if (position_.runs > 1) {
    line += fmt::format("{} {}/{}  ", folds ? "fold" : "run", position_.run + 1, position_.runs);
  }
  if (folds) line += fmt::format("point {}/{}  ", position_.point + 1, position_.points);
  line += fmt::format("epoch {}/{}{}  loss {:.4f}", last_.epoch, epochs_, time_left, last_.loss);
  return line + score("train", last_.train) + score("val", last_.validation) +
         score("test", last_.test);
}

double Progress::trainings_done() const {
  const int64_t whole = position_.run * position_.points + position_.point;
  return static_cast<double>(whole) +
         static_cast<double>(last_.epoch) / static_cast<double>(epochs_);
}

// From the pace so far; an upper bound where training may stop early.
std::string Progress::time_left() const {
  const double done = trainings_done();
  const double left = static_cast<double>(position_.runs * position_.points) - done;
  return "  ETA " + format_seconds(timer_.seconds() / (done - done_before_) * left);
}

}  // namespace heddle::cli
