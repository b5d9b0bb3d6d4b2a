#include "apps/heddle/bench_rows.h"

#include "heddle/base/timer.h"

#include <algorithm>

namespace heddle::cli {

std::vector<Timing> time_in_turns(double seconds, std::span<const std::function<void()>> bodies) {
  constexpr int kLeastRounds = 3;
  for (const auto& body : bodies) body();
  std::vector<std::vector<double>> times(bodies.size());
  const Timer total;
  const double budget = seconds * static_cast<double>(bodies.size());
  for (int round = 0; round < kLeastRounds || total.seconds() < budget; ++round) {
    for (size_t i = 0; i < bodies.size(); ++i) {
      const Timer timer;
      bodies[i]();
      times[i].push_back(timer.seconds());
    }
  }
  std::vector<Timing> timings;
  for (std::vector<double>& of_body : times) {
    std::sort(of_body.begin(), of_body.end());
    timings.push_back({of_body[of_body.size() / 2], of_body.front(), of_body.back()});
  }
  return timings;
}

void set_times(BenchRow& row, const Timing& timing) {
  row.seconds_median = timing.median;
  row.seconds_min = timing.min;
  row.seconds_max = timing.max;
}

}  // namespace heddle::cli
