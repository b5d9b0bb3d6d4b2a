// Rows that keep a few columns of every group, as kernels walk them along edges: no column number
// is stored, only the place inside its group.
//
// A group of W columns keeps m of them; the i-th kept ones of all groups are layer i. A record
// holds 32 groups of a layer: 32 values, then 32 places of a byte, then padding to whole cache
// lines. With codes of a byte it is one cache line. A row is m layers of ceil(groups / 32) records
// each; groups behind the last have value 0.
#pragma once

#include "heddle/base/codes.h"
#include "heddle/kernels/cpu/workspace_layout.h"
#include "heddle/kernels/kernel.h"

#include <algorithm>
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

template <class Value>
class GroupRecords {
 public:
  static constexpr int64_t kRecordBytes =
      (kGroupsPerRecord * (static_cast<int64_t>(sizeof(Value)) + 1) + 63) / 64 * 64;

  GroupRecords(std::byte* memory, const GroupShape& shape)
      : memory_(memory), shape_(shape), row_bytes_(row_bytes(shape)) {}

  static int64_t row_bytes(const GroupShape& shape) {
    return shape.layers * shape.blocks() * kRecordBytes;
  }

  const std::byte* row(int64_t row) const { return memory_ + row * row_bytes_; }
  int64_t offset(int64_t layer, int64_t block) const {
    return (layer * shape_.blocks() + block) * kRecordBytes;
  }
  static const Value* values(const std::byte* record) {
    return reinterpret_cast<const Value*>(record);
  }
  static const uint8_t* places(const std::byte* record) {
    return reinterpret_cast<const uint8_t*>(record + kGroupsPerRecord * sizeof(Value));
  }

  void prefetch(int64_t row_index) const {
    const std::byte* from = row(row_index);
    for (int64_t byte = 0; byte < row_bytes_; byte += 64) __builtin_prefetch(from + byte);
  }

  // value_of(r): the r-th kept value of the row; its columns are `positions`.
  template <class Position, class ValueOf>
  void write(int64_t row_index, const Position* positions, const ValueOf& value_of) const {
    for (int64_t layer = 0; layer < shape_.layers; ++layer) {
      for (int64_t block = 0; block < shape_.blocks(); ++block) {
        write_record(const_cast<std::byte*>(row(row_index)) + offset(layer, block),
                     block * kGroupsPerRecord, layer, positions, value_of);
      }
    }
  }

 private:
  template <class Position, class ValueOf>
  void write_record(std::byte* record, int64_t first, int64_t layer, const Position* positions,
                    const ValueOf& value_of) const {
    auto* values = reinterpret_cast<Value*>(record);
    auto* places = reinterpret_cast<uint8_t*>(record + kGroupsPerRecord * sizeof(Value));
    const int64_t count = std::min(kGroupsPerRecord, shape_.groups - first);
    for (int64_t g = 0; g < count; ++g) {
      const int64_t r = (first + g) * shape_.layers + layer;
      values[g] = value_of(r);
      places[g] = static_cast<uint8_t>(positions[r] & (shape_.width - 1));
    }
    std::fill(values + count, values + kGroupsPerRecord, Value(0));
    std::fill(places + count, places + kGroupsPerRecord, uint8_t{0});
  }

  std::byte* memory_;
  GroupShape shape_;
  int64_t row_bytes_;
};

}  // namespace heddle::cpu
