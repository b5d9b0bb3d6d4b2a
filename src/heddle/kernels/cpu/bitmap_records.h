// Rows of which K columns are kept, as kernels expand them into vectors: which columns they are is
// a bit per column instead of a number per code.
//
// Layout: K codes of a byte in ascending order of columns, then the bitmap, lowest column in the
// lowest bit, in whole blocks of 32 columns, then padding to whole cache lines. 32 codes of 256
// columns are one line. The codes of 8 columns start behind as many codes as bits are set before
// them, and may be loaded as 8 bytes wherever they start: what follows is in the record too.
#pragma once

#include "heddle/base/codes.h"
#include "heddle/kernels/cpu/kept_records.h"
#include "heddle/kernels/cpu/prefetch.h"
#include "heddle/kernels/kernel.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace heddle::cpu {

inline constexpr int64_t kBitmapBlock = 32;  // columns

inline int64_t whole_bitmap_blocks(int64_t cols) {
  return (cols + kBitmapBlock - 1) / kBitmapBlock * kBitmapBlock;
}

class BitmapRecords {
 public:
  BitmapRecords(std::byte* memory, int64_t kept, int64_t cols)
      : memory_(reinterpret_cast<uint8_t*>(memory)),
        kept_(kept),
        bitmap_bytes_(whole_bitmap_blocks(cols) / 8),
        row_bytes_(row_bytes(kept, cols)) {}

  static int64_t row_bytes(int64_t kept, int64_t cols) {
    return padded_bytes(kept + whole_bitmap_blocks(cols) / 8);
  }

  const uint8_t* codes(int64_t row) const { return memory_ + row * row_bytes_; }
  const uint8_t* bitmap(int64_t row) const { return codes(row) + kept_; }

  void prefetch(int64_t row) const { prefetch_bytes(codes(row), static_cast<size_t>(row_bytes_)); }

  // Rows of packed codes; their columns are `positions`, ascending.
  void write(int threads, const OperandView& rows, const OperandView& positions) const {
    positions.dtype == DType::kU8 ? write_all<uint8_t>(threads, rows, positions)
                                  : write_all<uint16_t>(threads, rows, positions);
  }

 private:
  template <class Position>
  void write_all(int threads, const OperandView& rows, const OperandView& positions) const {
    const auto codes = rows.matrix<const int8_t>();
    const auto columns = positions.matrix<const Position>();
    parallel_ranges(threads, rows.rows, kRecordsPerTask, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        uint8_t* record = memory_ + i * row_bytes_;
        write_codes(codes.row(i), rows.bits, record);
        write_bitmap(columns.row(i), record + kept_);
      }
    });
  }

  void write_codes(const int8_t* row, int64_t bits, uint8_t* to) const {
    for (int64_t r = 0; r < kept_; ++r) {
      to[r] = static_cast<uint8_t>(bits > 4 ? row[r] : load_code(row, r, bits));
    }
  }

  template <class Position>
  void write_bitmap(const Position* positions, uint8_t* bitmap) const {
    std::fill_n(bitmap, bitmap_bytes_, uint8_t{0});
    for (int64_t r = 0; r < kept_; ++r) {
      bitmap[positions[r] / 8] |= static_cast<uint8_t>(1U << (positions[r] % 8));
    }
  }

  uint8_t* memory_;
  int64_t kept_, bitmap_bytes_, row_bytes_;
};

// For every byte of a bitmap the lane of the code that goes to each of its 8 columns, as a shuffle
// of 16 bytes wants it: of codes that lie in the lower or in the upper 8 of them. 0x80, which
// gives 0, where no bit is set.
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
