// Philox4x32-10: random numbers as a pure function of a counter and a key.
//
// Salmon, Moraes, Dror, Shaw: "Parallel Random Numbers: As Easy as 1, 2, 3" (SC'11). A mask is
// recomputed instead of stored, in any order, on any device, by any number of threads.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace heddle {

using PhiloxWords = std::array<uint32_t, 4>;

inline PhiloxWords philox4x32(PhiloxWords counter, std::array<uint32_t, 2> key) {
  constexpr uint64_t kMultiplier0 = 0xD2511F53, kMultiplier1 = 0xCD9E8D57;
  constexpr uint32_t kWeyl0 = 0x9E3779B9, kWeyl1 = 0xBB67AE85;
  for (int round = 0; round < 10; ++round) {
    const uint64_t product0 = kMultiplier0 * counter[0];
    const uint64_t product1 = kMultiplier1 * counter[2];
    counter = {static_cast<uint32_t>(product1 >> 32) ^ counter[1] ^ key[0],
               static_cast<uint32_t>(product1),
               static_cast<uint32_t>(product0 >> 32) ^ counter[3] ^ key[1],
               static_cast<uint32_t>(product0)};
    key[0] += kWeyl0;
    key[1] += kWeyl1;
  }
  return counter;
}

// One stream of random numbers: those of (seed, stream, step), addressed by row and column.
// `row` is the original id of a row, so that reordering and partitions do not change its numbers.
struct RandomStream {
  uint64_t seed = 0;
  uint32_t stream = 0;  // fixed when the model is built; at most 2^24
  uint32_t step = 0;    // training step

  // The four words that belong to columns 4 * block ... 4 * block + 3 of `row` (row < 2^40).
  PhiloxWords words(int64_t row, int64_t block) const {
    const auto wide_row = static_cast<uint64_t>(row);
    return philox4x32({static_cast<uint32_t>(wide_row), static_cast<uint32_t>(block),
                       (stream << 8) ^ static_cast<uint32_t>(wide_row >> 32), step},
                      {static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32)});
  }
  uint32_t word(int64_t row, int64_t column) const {
    return words(row, column / 4)[static_cast<size_t>(column % 4)];
  }
};

// 24 random bits as a float in [0, 1).
inline float uniform_from_word(uint32_t word) { return static_cast<float>(word >> 8) * 0x1.0p-24F; }

}  // namespace heddle
