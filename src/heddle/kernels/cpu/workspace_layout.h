// How kernels divide their workspace, which begins on a cache line.
#pragma once

#include "heddle/base/dtype.h"
#include "heddle/graph/row_schedule.h"

#include <cstdint>

namespace heddle::cpu {

// So many bytes and the rest of a cache line: what follows is aligned as the workspace is.
inline int64_t padded_bytes(int64_t bytes) { return (bytes + 63) / 64 * 64; }

// So many floats and room for whole vectors of any instruction set and row type: one load of bf16
// brings at most 32.
inline int64_t padded_floats(int64_t floats) { return (floats + 31) / 32 * 32; }

// A weight in panels (weight_panels_simd.h), which are 64 columns wide at most.
inline int64_t panels_bytes(int64_t rows, int64_t cols) {
  return rows * ((cols + 63) / 64 * 64) * size_of(DType::kF32);
}

// How much of the vectors that hold so many columns the columns fill; of 8 lanes, as most have.
inline double filled_vectors(int64_t columns) {
  const int64_t vectors = (columns + 7) / 8;
  return columns == 0 ? 1 : static_cast<double>(columns) / static_cast<double>(8 * vectors);
}

// The slots of a row schedule of at most so many entries.
inline int64_t slots_bytes(int64_t entries, int64_t floats_per_slot) {
  return max_slots(entries) * floats_per_slot * size_of(DType::kF32);
}

}  // namespace heddle::cpu
