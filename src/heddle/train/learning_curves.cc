#include "heddle/train/learning_curves.h"

#include "heddle/train/metrics.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace heddle {

ChartSeries learning_curve(const std::vector<RunResult>& runs, double EpochRecord::*value,
                           std::string name, std::string css_class) {
  ChartSeries curve = {std::move(name), std::move(css_class), {}, {}, {}};
  std::vector<size_t> lengths;
  for (const RunResult& run : runs) lengths.push_back(run.epochs.size());
  if (lengths.empty()) return curve;
  std::sort(lengths.begin(), lengths.end());
  const size_t epochs = lengths[lengths.size() / 2];
  for (size_t epoch = 0; epoch < epochs; ++epoch) {
    std::vector<double> values;
    for (const RunResult& run : runs) {
      if (epoch < run.epochs.size() && std::isfinite(run.epochs[epoch].*value)) {
        values.push_back(run.epochs[epoch].*value);
      }
    }
    curve.values.push_back(mean(values));
    if (runs.size() < 2) continue;
    curve.low.push_back(mean(values) - sample_std(values));
    curve.high.push_back(mean(values) + sample_std(values));
  }
  return curve;
}

}  // namespace heddle
