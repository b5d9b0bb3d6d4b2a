// Random integers and orders for generators, from Philox words.
#pragma once

#include "heddle/base/philox.h"

#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace heddle {

// A number in [0, count), by multiplication instead of division; count < 2^31. The bias is below
// count / 2^32.
inline int64_t index_from_word(uint32_t word, int64_t count) {
  return static_cast<int64_t>((static_cast<uint64_t>(word) * static_cast<uint64_t>(count)) >> 32);
}

// Brings `values` into a random order (Fisher and Yates): the words of row 0 of `stream`.
template <class T>
void shuffle(std::span<T> values, const RandomStream& stream) {
  for (int64_t i = static_cast<int64_t>(values.size()) - 1; i > 0; --i) {
    const int64_t j = index_from_word(stream.word(0, i), i + 1);
    std::swap(values[static_cast<size_t>(i)], values[static_cast<size_t>(j)]);
  }
}

// 0 ... count - 1 in a random order.
inline std::vector<int32_t> random_permutation(int64_t count, const RandomStream& stream) {
  std::vector<int32_t> values(static_cast<size_t>(count));
  std::iota(values.begin(), values.end(), 0);
  shuffle(std::span(values), stream);
  return values;
}

}  // namespace heddle
