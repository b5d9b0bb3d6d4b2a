#include "heddle/train/report_json.h"

#include "heddle/base/json.h"
#include "heddle/train/config_fields.h"

#include <type_traits>

namespace heddle {
namespace {

// Names come from users' files in any encoding; JSON is UTF-8.
Json run_json(const RunResult& run) {
  Json json = {{"seed", run.seed},
               {"best_epoch", run.best_epoch},
               {"train", run.train},
               {"val", run.validation},
               {"test", run.test},
               {"weights_sha256", run.weights_sha256},
               {"loss_sha256", run.loss_sha256}};
  if (run.chosen) {
    json["chosen"] = {{"hidden", run.chosen->hidden}, {"dropout", run.chosen->dropout}};
  }
  return json;
}

Json summary(const TrainReport& report) {
  Json runs = Json::array();
  for (const RunResult& run : report.runs) runs.push_back(run_json(run));
  return {{"dataset", report.dataset},
          {"model", report.model},
          {"parameters", report.parameters},
          {"metric", report.metric},
          {"runs", std::move(runs)},
          {"test_mean", report.test_mean},
          {"test_std", report.test_std},
          {"epoch_seconds_median", report.epoch_seconds_median},
          {"first_epoch_seconds", report.first_epoch_seconds},
          {"planned_memory_bytes", report.planned_memory_bytes},
          {"peak_memory_bytes", report.peak_memory_bytes},
          {"threads", report.threads}};
}

Json config_json(TrainConfig config) {
  Json json = Json::object();
  for (const ConfigField& field : config_fields()) {
    std::visit([&](const auto* value) { json[std::string(field.name)] = *value; },
               field.slot(config));
  }
  return json;
}

Json epochs_json(const RunResult& run) {
  Json epochs = Json::array();
  for (const EpochRecord& epoch : run.epochs) {
    epochs.push_back({{"epoch", epoch.epoch},
                      {"loss", epoch.loss},
                      {"train", epoch.train},
                      {"val", epoch.validation},
                      {"test", epoch.test},
                      {"seconds", epoch.seconds}});
  }
  return epochs;
}

}  // namespace

std::string summary_json(const TrainReport& report) { return print_json(summary(report)); }

std::string report_json(const TrainReport& report, const TrainConfig& config,
                        const std::string& data) {
  Json json = summary(report);
  for (size_t run = 0; run < report.runs.size(); ++run) {
    json["runs"][run]["interrupted"] = report.runs[run].interrupted;
    json["runs"][run]["epochs"] = epochs_json(report.runs[run]);
  }
  json["predicted_epoch_seconds"] = report.predicted_epoch_seconds;
  json["data"] = data;
  json["config"] = config_json(config);
  json["steps"] = Json::array();
  for (const StepProfile& step : report.steps) {
    json["steps"].push_back({{"name", step.name},
                             {"kernel", step.kernel},
                             {"seconds", step.seconds},
                             {"predicted_seconds", step.predicted_seconds},
                             {"live_bytes", step.live_bytes},
                             {"bytes", step.bytes},
                             {"flops", step.flops}});
  }
  return print_json(json, 1) + "\n";
}

}  // namespace heddle
