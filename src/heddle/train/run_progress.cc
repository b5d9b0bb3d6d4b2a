#include "heddle/train/run_progress.h"

#include "heddle/base/error.h"
#include "heddle/base/json.h"

#include <limits>

namespace heddle {
namespace {

// JSON has no NaN: the score of an empty split is null.
double number_or_nan(const ParsedJson& value) {
  return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
}

// From 0. get<>() alone would convert a fraction, a negative number or one that does not fit.
uint64_t whole_number(const ParsedJson& value) {
  return value.get_ref<const ParsedJson::number_unsigned_t&>();
}

int64_t count(const ParsedJson& value, std::string_view source) {
  const uint64_t number = whole_number(value);
  require(number <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max()),
          "{}: progress of the training is malformed: {} is too much", source, number);
  return static_cast<int64_t>(number);
}

Json epoch_to_json(const EpochRecord& epoch) {
  return Json::array(
      {epoch.epoch, epoch.loss, epoch.train, epoch.validation, epoch.test, epoch.seconds});
}

EpochRecord epoch_from_json(const ParsedJson& value, std::string_view source) {
  return {count(value.at(0), source), number_or_nan(value.at(1)), number_or_nan(value.at(2)),
          number_or_nan(value.at(3)), number_or_nan(value.at(4)), number_or_nan(value.at(5))};
}

Json run_to_json(const RunResult& run) {
  Json epochs = Json::array();
  for (const EpochRecord& epoch : run.epochs) epochs.push_back(epoch_to_json(epoch));
  Json all = {{"seed", run.seed},
              {"best_epoch", run.best_epoch},
              {"train", run.train},
              {"validation", run.validation},
              {"test", run.test},
              {"weights_sha256", run.weights_sha256},
              {"loss_sha256", run.loss_sha256},
              {"epochs", std::move(epochs)}};
  if (run.chosen) {
    all["chosen"] = {{"hidden", run.chosen->hidden}, {"dropout", run.chosen->dropout}};
  }
  return all;
}

RunResult run_from_json(const ParsedJson& value, std::string_view source) {
  RunResult run;
  run.seed = whole_number(value.at("seed"));
  run.best_epoch = count(value.at("best_epoch"), source);
  run.train = number_or_nan(value.at("train"));
  run.validation = number_or_nan(value.at("validation"));
  run.test = number_or_nan(value.at("test"));
  run.weights_sha256 = value.at("weights_sha256").get<std::string>();
  run.loss_sha256 = value.at("loss_sha256").get<std::string>();
  if (value.contains("chosen")) {
    const ParsedJson& point = value.at("chosen");
    run.chosen = {count(point.at("hidden"), source), number_or_nan(point.at("dropout"))};
  }
  for (const ParsedJson& epoch : value.at("epochs"))
    run.epochs.push_back(epoch_from_json(epoch, source));
  return run;
}

}  // namespace

std::string to_json(const RunProgress& progress) {
  Json finished = Json::array();
  for (const RunResult& run : progress.finished) finished.push_back(run_to_json(run));
  const Json all = {{"finished", std::move(finished)},
                    {"current", run_to_json(progress.current)},
                    {"best_validation_loss", progress.best_validation_loss}};
  return print_json(all);
}

RunProgress run_progress_from_json(std::string_view text, std::string_view source) {
  try {
    const ParsedJson all = parse_json(text);
    RunProgress progress;
    for (const ParsedJson& run : all.at("finished")) {
      progress.finished.push_back(run_from_json(run, source));
    }
    progress.current = run_from_json(all.at("current"), source);
    progress.best_validation_loss = number_or_nan(all.at("best_validation_loss"));
    return progress;
  } catch (const ParsedJson::exception& error) {
    fail(ErrorKind::kInvalidArgument, "{}: progress of the training is malformed: {}", source,
         error.what());
  }
}

}  // namespace heddle
