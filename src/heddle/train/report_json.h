// A finished training as JSON.
#pragma once

#include "heddle/train/config.h"
#include "heddle/train/run_result.h"

#include <string>

namespace heddle {

// One line: what `heddle train --json` prints. A score that does not exist is null.
std::string summary_json(const TrainReport& report);

// report.json: the summary, the data set, the configuration, every epoch, every step.
std::string report_json(const TrainReport& report, const TrainConfig& config,
                        const std::string& data);

}  // namespace heddle
