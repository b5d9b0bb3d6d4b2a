// 64 x 64 bits: from 64 patterns of a word to 64 words of patterns and back.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace heddle {

// Bit j of rows[i] is the entry (i, j).
using BitMatrix = std::array<uint64_t, 64>;

// Swaps bit j of row i with bit i of row j: halves, quarters, ... (Warren: Hacker's Delight, 7-3).
inline void transpose(BitMatrix& rows) {
  uint64_t mask = 0x00000000FFFFFFFF;
  for (size_t width = 32; width != 0; width /= 2, mask ^= mask << width) {
    for (size_t i = 0; i < 64; i = (i + width + 1) & ~width) {
      const uint64_t swapped = (rows[i] >> width ^ rows[i + width]) & mask;
      rows[i] ^= swapped << width;
      rows[i + width] ^= swapped;
    }
  }
}

}  // namespace heddle
