// Floats whose exponents need fewer bits than the 8 that they have.
//
// The exponents of one matrix are mostly near each other. Where those of all values but 0 are among
// 2^b - 1 numbers next to each other, they can be counted from the least in b bits, exponent 0
// being the value 0.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <optional>

namespace heddle::cpu {

inline constexpr int kMantissaBits = 23;  // of a float

// Of values that are not 0, as bits of a float without sign.
struct Magnitudes {
  uint32_t least = UINT32_MAX, largest = 0;
};

// Of a matrix, whose rows come from any thread in any order.
class MagnitudesOfAll {
 public:
  void include(const Magnitudes& row) {
    uint32_t seen = least_.load();
    while (row.least < seen && !least_.compare_exchange_weak(seen, row.least)) {
    }
    seen = largest_.load();
    while (row.largest > seen && !largest_.compare_exchange_weak(seen, row.largest)) {
    }
  }
  Magnitudes get() const { return {least_.load(), largest_.load()}; }

 private:
  std::atomic<uint32_t> least_ = UINT32_MAX, largest_ = 0;
};

// What must be taken from the exponents of floats of these magnitudes so that they fit into `bits`
// bits. 2^base is a float. Nothing if they do not fit, or are denormal, infinite or no numbers.
inline std::optional<int> exponent_base(const Magnitudes& magnitudes, int bits) {
  if (magnitudes.largest == 0) return 0;
  const int least = static_cast<int>(magnitudes.least >> kMantissaBits);
  const int largest = static_cast<int>(magnitudes.largest >> kMantissaBits);
  constexpr int kInfinite = 255, kMostBase = 127;
  const int base = std::min(least - 1, kMostBase);
  if (least == 0 || largest == kInfinite || largest - base >= 1 << bits) return std::nullopt;
  return base;
}

}  // namespace heddle::cpu
