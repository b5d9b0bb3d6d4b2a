#include "apps/heddle/bench_rows.h"

#include "heddle/base/timer.h"

#include <algorithm>

namespace heddle::cli {

Timing time_repeatedly(double seconds, const std::function<void()>& body) {
  constexpr size_t kLeast = 3;
  body();
  std::vector<double> times;
  const Timer total;
  while (times.size() < kLeast || total.seconds() < seconds) {
    const Timer timer;
    body();
    times.push_back(timer.seconds());
  }
  std::sort(times.begin(), times.end());
  return {times[times.size() / 2], times.front()};
}

}  // namespace heddle::cli
