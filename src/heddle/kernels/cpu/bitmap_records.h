// Rows of which K columns are kept, as kernels expand them into vectors: which columns they are is
// a bit per column instead of a number per code.
//
// Layout: K values in ascending order of columns, then the bitmap, lowest column in the lowest bit,
// in whole blocks of 64 columns, then padding to whole cache lines. 32 codes of 256 columns are one
// line. The values of a few columns start behind as many values as bits are set before them, and
// may be loaded as a whole vector wherever they start: what follows is a record or kRecordTail.
#pragma once

#include "heddle/base/codes.h"
#include "heddle/base/parallel.h"
#include "heddle/kernels/cpu/kept_records.h"
#include "heddle/kernels/cpu/prefetch.h"
#include "heddle/kernels/kernel.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace heddle::cpu {

inline constexpr int64_t kBitmapBlock = 64;  // columns
// Bytes behind the last record that may be read.
inline constexpr int64_t kRecordTail = 64;

inline int64_t whole_bitmap_blocks(int64_t cols) {
  return (cols + kBitmapBlock - 1) / kBitmapBlock * kBitmapBlock;
}

// The records of all rows, in memory that begins on a cache line. Value: float, Bf16, or int8_t for
// codes of up to 8 bits, which get a byte each.
template <class Value>
class BitmapRecords {
 public:
  BitmapRecords(std::byte* memory, int64_t kept, int64_t cols)
      : memory_(memory),
        kept_(kept),
        bitmap_bytes_(whole_bitmap_blocks(cols) / 8),
        position_per_byte_(kept * 8 == cols && kept == bitmap_bytes_),
        row_bytes_(row_bytes(kept, cols)) {}

  static int64_t row_bytes(int64_t kept, int64_t cols) {
    return padded_bytes(kept * static_cast<int64_t>(sizeof(Value)) + whole_bitmap_blocks(cols) / 8);
  }
  static int64_t bytes(int64_t rows, int64_t kept, int64_t cols) {
    return rows * row_bytes(kept, cols) + kRecordTail;
  }

  const Value* values(int64_t row) const {
    return reinterpret_cast<const Value*>(memory_ + row * row_bytes_);
  }
  const uint8_t* bitmap(int64_t row) const {
    return reinterpret_cast<const uint8_t*>(values(row) + kept_);
  }

  // Into this level of the caches: 3 is the first. A record is whole cache lines.
  template <int locality = 3>
  void prefetch(int64_t row) const {
    prefetch_record<locality>(memory_ + row * row_bytes_, row_bytes_);
  }

  // The columns of `rows` are `positions`, ascending.
  void write(int threads, const OperandView& rows, const OperandView& positions) const {
    positions.dtype == DType::kU8 ? write_all<uint8_t>(threads, rows, positions)
                                  : write_all<uint16_t>(threads, rows, positions);
  }

 private:
  template <class Position>
  void write_all(int threads, const OperandView& rows, const OperandView& positions) const {
    const auto values = rows.matrix<const Value>();
    const auto columns = positions.matrix<const Position>();
    const bool bit_per_byte = positions.group == 8 && position_per_byte_;
    parallel_ranges(threads, rows.rows, kRecordsPerTask, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        auto* to = reinterpret_cast<Value*>(memory_ + i * row_bytes_);
        write_values(values.row(i), rows.bits, to);
        write_bitmap(columns.row(i), bit_per_byte, reinterpret_cast<uint8_t*>(to + kept_));
      }
    });
  }

  void write_values(const Value* row, int64_t bits, Value* to) const {
    if constexpr (std::is_same_v<Value, int8_t>) {
      if (bits <= 4) {
        for (int64_t r = 0; r < kept_; ++r) to[r] = static_cast<int8_t>(load_code(row, r, bits));
        return;
      }
    }
    const auto bytes = static_cast<size_t>(kept_) * sizeof(Value);
    // A call of memcpy takes longer than 32 codes.
    bytes == kCommonBytes ? std::memcpy(to, row, kCommonBytes) : std::memcpy(to, row, bytes);
  }

  // `bit_per_byte`: one of every eight columns is kept.
  template <class Position>
  void write_bitmap(const Position* positions, bool bit_per_byte, uint8_t* bitmap) const {
    if constexpr (sizeof(Position) == 1) {
      if (bit_per_byte) return write_bytes(positions, bitmap);
    }
    clear(bitmap);
    for (int64_t r = 0; r < kept_; ++r) {
      bitmap[positions[r] / 8] |= static_cast<uint8_t>(1U << (positions[r] % 8));
    }
  }

  void write_bytes(const uint8_t* positions, uint8_t* bitmap) const {
    for (int64_t r = 0; r < kept_; r += 8) {
      uint64_t columns;
      std::memcpy(&columns, positions + r, sizeof(columns));
      const uint64_t bits = bits_of_places(columns);
      std::memcpy(bitmap + r, &bits, sizeof(bits));
    }
  }

  // In each of eight bytes bit p, where p are the lowest three bits of the byte.
  static uint64_t bits_of_places(uint64_t bytes) {
    constexpr uint64_t kOnes = 0x0101010101010101;
    const uint64_t by_two = (bytes >> 1 & kOnes) * 0xff, by_four = (bytes >> 2 & kOnes) * 0xff;
    uint64_t bits = kOnes + (bytes & kOnes);
    bits = (bits & ~by_two) | (bits << 2 & by_two);
    return (bits & ~by_four) | (bits << 4 & by_four);
  }

  // A call of memset for 256 columns takes half as long as all that is written then.
  void clear(uint8_t* bitmap) const {
    bitmap_bytes_ == kCommonBytes ? std::memset(bitmap, 0, kCommonBytes)
                                  : std::memset(bitmap, 0, static_cast<size_t>(bitmap_bytes_));
  }

  static constexpr int64_t kCommonBytes = 32;

  std::byte* memory_;
  int64_t kept_, bitmap_bytes_;
  bool position_per_byte_;  // if columns are kept by groups of 8
  int64_t row_bytes_;
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
