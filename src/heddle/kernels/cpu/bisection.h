// Where a search for the k-th largest number of a row looks next. Numbers are integers of the same
// order, keys (ordered_keys_simd.h).
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace heddle::cpu {

// Of no number.
inline constexpr int32_t kLowestKey = std::numeric_limits<int32_t>::min();

// At least k keys are not below `low`, fewer than k are above `high`.
struct KeyBounds {
  int32_t low, high;
};

inline float number_of(int32_t key) {
  return std::bit_cast<float>(key >= 0 ? key : key ^ 0x7fffffff);
}

// Of a number that is not NaN.
inline int32_t key_of_number(float number) {
  const auto bits = std::bit_cast<int32_t>(number + 0.0F);
  return bits ^ ((bits >> 31) & 0x7fffffff);
}

// In (low, high].
inline int32_t middle_key(KeyBounds bounds) {
  const int64_t low = bounds.low, high = bounds.high;
  return static_cast<int32_t>(low + (high - low + 1) / 2);
}
inline int32_t middle_number(KeyBounds bounds) {
  const float middle = number_of(bounds.low) / 2 + number_of(bounds.high) / 2;
  if (!std::isfinite(middle)) return middle_key(bounds);
  return std::clamp(key_of_number(middle), bounds.low + 1, bounds.high);
}

// Numbers of very different size need one step per bit of the exponent: after some steps between
// numbers the search goes on between the keys, at most 32 steps.
inline int32_t middle_of(KeyBounds bounds, int step) {
  constexpr int kStepsBetweenNumbers = 12;
  return step < kStepsBetweenNumbers ? middle_number(bounds) : middle_key(bounds);
}

}  // namespace heddle::cpu
