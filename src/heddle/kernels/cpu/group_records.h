// Rows that keep a few columns of every group, as kernels walk them along edges: no column number
// is stored, only the place inside its group.
//
// A group of W columns keeps m of them; the i-th kept ones of all groups are layer i. A record
// holds 32 groups of a layer, in whole cache lines. A row is m layers of ceil(groups / 32) records
// each; groups behind the last have value 0.
//
// A scale per row travels in its records: bit i of the float is the highest bit of place i. A place
// needs three bits, and an edge reads no other memory.
#pragma once

#include "heddle/base/codes.h"
#include "heddle/base/parallel.h"
#include "heddle/kernels/cpu/kept_records.h"
#include "heddle/kernels/cpu/prefetch.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace heddle::cpu {

inline constexpr int64_t kGroupsPerRecord = 32;

// Groups of 8 and of 4 columns have kernels.
constexpr bool is_record_group(int64_t width) { return width == 8 || width == 4; }

struct GroupShape {
  int64_t width = 8, groups = 0, layers = 1;

  static GroupShape of(const Type& positions) {
    const int64_t groups = positions.cols / positions.group;
    return {positions.group, groups, groups == 0 ? 1 : positions.kept / groups};
  }
  // As they are at run time, of rows with so many columns in all.
  static GroupShape of(const OperandView& positions, int64_t cols) {
    const int64_t groups = cols / positions.group;
    return {positions.group, groups, groups == 0 ? 1 : positions.cols / groups};
  }
  int64_t blocks() const { return (groups + kGroupsPerRecord - 1) / kGroupsPerRecord; }
  // Sums of a row, in whole blocks: [block][place][group].
  int64_t padded_cols() const { return blocks() * width * kGroupsPerRecord; }
};

// The bits of a place byte that are the place.
inline constexpr uint8_t kPlaceBits = 0x7f;

// 32 values, then 32 places of a byte: with codes of a byte, one cache line.
template <class Value>
struct GroupRecord {
  Value values[kGroupsPerRecord];
  uint8_t places[kGroupsPerRecord];
};

// The records of all rows, in memory that begins on a cache line.
template <class Value>
class GroupRecords {
 public:
  using Record = GroupRecord<Value>;
  static constexpr int64_t kRecordBytes = (static_cast<int64_t>(sizeof(Record)) + 63) / 64 * 64;

  GroupRecords(std::byte* memory, const GroupShape& shape)
      : memory_(memory), shape_(shape), row_bytes_(row_bytes(shape)) {}

  static int64_t row_bytes(const GroupShape& shape) {
    return shape.layers * shape.blocks() * kRecordBytes;
  }

  std::byte* row(int64_t row) const { return memory_ + row * row_bytes_; }
  int64_t offset(int64_t layer, int64_t block) const {
    return (layer * shape_.blocks() + block) * kRecordBytes;
  }

  // Into this level of the caches: 3 is the first.
  template <int locality = 3>
  void prefetch(int64_t row_index) const {
    prefetch_record<locality>(row(row_index), row_bytes_);
  }

  // value_of(r): the r-th kept value of the row; its columns are `positions`. `scale`: 0 where rows
  // have none of their own.
  template <class Position, class ValueOf>
  void write(int64_t row_index, const Position* positions, const ValueOf& value_of,
             float scale) const {
    for (int64_t layer = 0; layer < shape_.layers; ++layer) {
      for (int64_t block = 0; block < shape_.blocks(); ++block) {
        auto* record = reinterpret_cast<Record*>(row(row_index) + offset(layer, block));
        write_record(block * kGroupsPerRecord, layer, positions, value_of, *record);
        add_scale(std::bit_cast<uint32_t>(scale), *record);
      }
    }
  }

 private:
  template <class Position, class ValueOf>
  void write_record(int64_t first, int64_t layer, const Position* positions,
                    const ValueOf& value_of, Record& record) const {
    const int64_t count = std::min(kGroupsPerRecord, shape_.groups - first);
    for (int64_t g = 0; g < count; ++g) {
      const int64_t r = (first + g) * shape_.layers + layer;
      record.values[g] = value_of(r);
      record.places[g] = static_cast<uint8_t>(positions[r] & (shape_.width - 1));
    }
    std::fill(record.values + count, record.values + kGroupsPerRecord, Value(0));
    std::fill(record.places + count, record.places + kGroupsPerRecord, uint8_t{0});
  }

  static void add_scale(uint32_t bits, Record& record) {
    if (bits == 0) return;
    for (int64_t g = 0; g < kGroupsPerRecord; ++g) {
      record.places[g] |= static_cast<uint8_t>((bits >> g & 1U) << 7);
    }
  }

  std::byte* memory_;
  GroupShape shape_;
  int64_t row_bytes_;
};

using CodeRecords = GroupRecords<int8_t>;

// value_of(i, r): the r-th kept value of row i; its columns are row i of `positions`. `scales`: one
// per row, or absent.
template <class Value, class ValueOf>
void write_records(int threads, const OperandView& positions, const GroupRecords<Value>& records,
                   const ValueOf& value_of, const OperandView& scales = {}) {
  const auto write = [&]<class Position>(Position) {
    const auto columns = positions.matrix<const Position>();
    parallel_ranges(threads, columns.rows, kRecordsPerTask, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const float scale = scales.present() ? scales.matrix<const float>().at(i, 0) : 0.0F;
        const auto value = [&](int64_t r) { return value_of(i, r); };
        records.write(i, columns.row(i), value, scale);
      }
    });
  };
  positions.dtype == DType::kU8 ? write(uint8_t{}) : write(uint16_t{});
}

// Codes of up to 8 bits, which get a byte each.
inline void write_code_records(int threads, const OperandView& codes, const OperandView& positions,
                               const CodeRecords& records, const OperandView& scales = {}) {
  const auto rows = codes.matrix<const int8_t>();
  if (codes.bits > 4) {
    const auto code = [&](int64_t i, int64_t r) { return rows.row(i)[r]; };
    return write_records(threads, positions, records, code, scales);
  }
  const auto code = [&](int64_t i, int64_t r) {
    return static_cast<int8_t>(load_code(rows.row(i), r, codes.bits));
  };
  write_records(threads, positions, records, code, scales);
}

}  // namespace heddle::cpu
