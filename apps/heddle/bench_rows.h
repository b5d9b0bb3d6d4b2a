// What the verb `bench` measures: one row per kernel, direction and type.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
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
  double seconds_median = 0, seconds_min = 0, seconds_max = 0;
  double bytes = 0;  // read and written, each row as often as the kernel asks for it
  double flops = 0;
  // Seconds that only reading and summing the same rows takes, over these seconds (medians); none
  // where nothing is gathered.
  std::optional<double> fraction_of_gather;
};

struct Timing {
  double median = 0, min = 0, max = 0;  // seconds
};

// Times each body after one unmeasured round: round after round through all bodies, so that a
// machine that slows down slows all of them; at least three rounds and until `seconds` passed for
// each body on average.
std::vector<Timing> time_in_turns(double seconds, std::span<const std::function<void()>> bodies);

void set_times(BenchRow& row, const Timing& timing);

}  // namespace heddle::cli
