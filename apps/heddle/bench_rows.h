// What the verb `bench` measures: one row per kernel, direction and type.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace heddle::cli {

struct BenchRow {
  std::string kernel;
  std::string direction;                               // forward, backward, weight gradient
  std::string dtype;                                   // of the rows
  std::string encoding;                                // of the operand that is walked: dense, csr
  std::vector<std::pair<std::string, int64_t>> sizes;  // "rows", "cols", ... in the order to print
  double seconds_median = 0, seconds_min = 0;
  double bytes = 0;  // read and written, each row as often as the kernel asks for it
  double flops = 0;
  // Bytes per second against the rate of only reading the same rows; none where nothing is
  // gathered.
  std::optional<double> fraction_of_gather;
};

struct Timing {
  double median = 0, min = 0;  // seconds
};

// Runs `body` once unmeasured, then again and again: at least three times and until `seconds`
// passed.
Timing time_repeatedly(double seconds, const std::function<void()>& body);

}  // namespace heddle::cli
