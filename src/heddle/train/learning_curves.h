// Learning curves of several runs together.
#pragma once

#include "heddle/train/line_chart.h"
#include "heddle/train/run_result.h"

#include <vector>

namespace heddle {

// Mean and band (one sample standard deviation to either side) of `value` over the runs, epoch by
// epoch, as far as at least half of the runs went. One run: its values, no band.
ChartSeries learning_curve(const std::vector<RunResult>& runs, double EpochRecord::*value,
                           std::string name, std::string css_class);

}  // namespace heddle
