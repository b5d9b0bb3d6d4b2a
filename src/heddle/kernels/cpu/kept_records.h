// Rows of which K columns are kept, as kernels walk them along edges: values and positions of a row
// in one record, so that an edge touches neighbouring cache lines instead of two places.
//
// Layout, an index list: K values, then K positions, then padding to whole cache lines. Behind an
// odd number of codes a byte stays empty, so that positions of two bytes are aligned.
#pragma once

#include "heddle/kernels/cpu/prefetch.h"
#include "heddle/kernels/cpu/workspace_layout.h"
#include "heddle/kernels/kernel.h"

#include <cstddef>
#include <cstdint>

namespace heddle::cpu {

inline int64_t kept_positions_offset(int64_t kept, int64_t value_bytes, int64_t position_bytes) {
  return (kept * value_bytes + position_bytes - 1) / position_bytes * position_bytes;
}

inline int64_t kept_record_bytes(int64_t kept, int64_t value_bytes, int64_t position_bytes) {
  return padded_bytes(kept_positions_offset(kept, value_bytes, position_bytes) +
                      kept * position_bytes);
}

// Records of all rows in memory that begins on a cache line.
template <class Value, class Position>
class KeptRecords {
 public:
  KeptRecords(std::byte* memory, int64_t kept)
      : memory_(memory),
        positions_offset_(kept_positions_offset(kept, sizeof(Value), sizeof(Position))),
        record_bytes_(kept_record_bytes(kept, sizeof(Value), sizeof(Position))) {}

  Value* values(int64_t row) const {
    return reinterpret_cast<Value*>(memory_ + row * record_bytes_);
  }
  Position* positions(int64_t row) const {
    return reinterpret_cast<Position*>(memory_ + row * record_bytes_ + positions_offset_);
  }
  // Into this level of the caches: 3 is the first. `to_write`: and away from all other cores.
  template <int locality, bool to_write = false>
  void prefetch(int64_t row) const {
    prefetch_record<locality, to_write>(memory_ + row * record_bytes_, record_bytes_);
  }

 private:
  std::byte* memory_;
  int64_t positions_offset_, record_bytes_;
};

// Rows of one task while records are written or read back, one after another.
inline constexpr int64_t kRecordsPerTask = 1024;

}  // namespace heddle::cpu
