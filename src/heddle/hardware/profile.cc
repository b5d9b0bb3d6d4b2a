#include "heddle/hardware/profile.h"

#include <algorithm>
#include <cmath>

namespace heddle {
namespace {

constexpr double kLineBytes = 64;
constexpr double kLongRowBytes = 1024;
// Other data passes through the cache too.
constexpr double kCacheShare = 0.75;

}  // namespace

double HardwareProfile::random_bytes_per_second(int64_t row_bytes, int64_t matrix_bytes) const {
  const double row = static_cast<double>(std::max<int64_t>(row_bytes, 1));
  const double matrix = static_cast<double>(std::max<int64_t>(matrix_bytes, 1));
  // Between the two measured lengths the rate grows about evenly with every doubling.
  const double position = std::clamp(std::log2(row / kLineBytes) / 4, 0.0, 1.0);
  const double memory =
      random_64_bytes_per_second *
      std::pow(random_1024_bytes_per_second / random_64_bytes_per_second, position);
  const double cached = std::max(
      memory, cached_bytes_per_second * std::min(1.0, memory / random_1024_bytes_per_second));
  const double hit = std::min(1.0, kCacheShare * static_cast<double>(l3_bytes) / matrix);
  const double rate = 1 / (hit / cached + (1 - hit) / memory);
  return rate * std::min(1.0, row / kLineBytes);  // a line is moved even for a short row
}

}  // namespace heddle
