// Rows of which K columns are kept, as kernels expand them into vectors: which columns they are is
// a bit per column instead of a number per value.
//
// Layout: K codes of a byte in ascending order of columns, then the bitmap, lowest column in the
// lowest bit, in whole blocks of 32 columns, then padding to whole cache lines. 32 codes of 256
// columns are one line. The codes of 8 columns start behind as many codes as bits are set before
// them, and may be loaded as 8 bytes wherever they start: what follows is in the record too.
#pragma once

#include "heddle/base/codes.h"
#include "heddle/kernels/cpu/workspace_layout.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace heddle::cpu {

inline constexpr int64_t kBitmapBlock = 32;  // columns

class BitmapRecords {
 public:
  BitmapRecords(std::byte* memory, int64_t kept, int64_t cols)
      : memory_(reinterpret_cast<uint8_t*>(memory)),
        kept_(kept),
        bitmap_bytes_(padded_cols(cols) / 8),
        row_bytes_(row_bytes(kept, cols)) {}

  static int64_t padded_cols(int64_t cols) {
    return (cols + kBitmapBlock - 1) / kBitmapBlock * kBitmapBlock;
  }
  static int64_t row_bytes(int64_t kept, int64_t cols) {
    return padded_bytes(kept + padded_cols(cols) / 8);
  }

  const uint8_t* codes(int64_t row) const { return memory_ + row * row_bytes_; }
  // Where the bitmap begins, counted from the codes.
  int64_t bitmap_offset() const { return kept_; }

  void prefetch(int64_t row) const {
    const uint8_t* record = codes(row);
    for (int64_t byte = 0; byte < row_bytes_; byte += 64) __builtin_prefetch(record + byte);
  }

  // `row_codes` are packed codes of so many bits; their columns are `positions`, ascending.
  template <class Position>
  void write(int64_t row, const int8_t* row_codes, int64_t bits, const Position* positions) const {
    uint8_t* record = memory_ + row * row_bytes_;
    for (int64_t r = 0; r < kept_; ++r) {
      record[r] = static_cast<uint8_t>(bits > 4 ? row_codes[r] : load_code(row_codes, r, bits));
    }
    uint8_t* bitmap = record + kept_;
    std::fill_n(bitmap, bitmap_bytes_, uint8_t{0});
    for (int64_t r = 0; r < kept_; ++r) {
      bitmap[positions[r] / 8] |= static_cast<uint8_t>(1U << (positions[r] % 8));
    }
  }

 private:
  uint8_t* memory_;
  int64_t kept_, bitmap_bytes_, row_bytes_;
};

// For every byte of a bitmap the lane of the code that goes to each of its 8 columns, as a shuffle
// of 16 bytes wants it: of codes that lie in the lower or in the upper 8 of them. 0x80, which gives
// 0, where no bit is set.
struct BitmapLanes {
  using Table = std::array<std::array<uint8_t, 8>, 256>;
  alignas(64) Table lower = table(0), upper = table(8);

  static constexpr Table table(uint8_t first) {
    Table lanes{};
    for (size_t bitmap = 0; bitmap < lanes.size(); ++bitmap) {
      uint8_t lane = first;
      for (size_t column = 0; column < 8; ++column) {
        lanes[bitmap][column] = (bitmap >> column & 1) != 0 ? lane++ : uint8_t{0x80};
      }
    }
    return lanes;
  }
};
inline constexpr BitmapLanes kBitmapLanes;

}  // namespace heddle::cpu
