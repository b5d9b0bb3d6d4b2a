// report.html: a finished training to look at, in one file without scripts or links elsewhere.
#pragma once

#include "heddle/train/config.h"
#include "heddle/train/run_result.h"

#include <string>

namespace heddle {

// Result, learning curves (with several runs: the mean and a band of one standard deviation), time
// of each step and memory as planned and as measured, all settings. Light or dark as the reader's
// system is.
std::string report_html(const TrainReport& report, const TrainConfig& config,
                        const std::string& data);

}  // namespace heddle
