// Rows of codes as kernels walk them along edges. 40 codes in a row lie on one cache line or on
// two, and their scale on another: they are copied so that a row up to a line is on one, a longer
// one begins on one, and the scale of a row stands behind its codes. Where that saves no lines,
// rows stay as they are.
#pragma once

#include "heddle/base/parallel.h"
#include "heddle/kernels/cpu/kept_records.h"
#include "heddle/kernels/cpu/workspace_layout.h"
#include "heddle/ops/spmm_quantized.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace heddle::cpu {

class CodeLines {
 public:
  // While planning; scales of all rows are one, or there is one per row.
  static CodeLines of(const Type& codes, const Type& scales) {
    return {codes.stored_cols(), codes.hub_bits, scales.space != kNoSpace};
  }
  // Not more than what was planned.
  static CodeLines of(const OperandView& codes, const OperandView& scales) {
    return {codes.cols, codes.hub_bits, scales.rows > 1};
  }

  // Of the copies of all rows, in memory that begins on a cache line.
  int64_t bytes(int64_t rows) const { return padded_bytes(rows * row_bytes_); }
  // Of what edges read.
  int64_t bytes_per_edge(const Type& codes) const {
    return row_bytes_ > 0 ? row_bytes_ : code_bytes_per_edge(codes);
  }
  int64_t matrix_bytes(const Type& codes) const {
    return row_bytes_ > 0 ? bytes(codes.rows) : codes.bytes();
  }

  // Copies the rows into `memory`, and lets `codes` and `scales` be the copies.
  void copy(int threads, std::byte* memory, OperandView& codes, OperandView& scales) const {
    if (row_bytes_ == 0) return;
    const OperandView from = codes, from_scales = scales;
    parallel_ranges(threads, from.rows, kRecordsPerTask, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) copy_row(from, from_scales, i, memory);
    });
    codes.data = memory;
    codes.cols = codes.stride = row_bytes_;
    if (!has_scale_) return;
    scales.data = memory + row_bytes_ - kScaleBytes;
    scales.stride = row_bytes_ / kScaleBytes;
  }

 private:
  static constexpr int64_t kLine = 64, kScaleBytes = sizeof(float);
  static constexpr int64_t kMostBytes = 256;  // of a row of which a line more or less counts

  CodeLines(int64_t row, int64_t hub_bits, bool has_scale) : has_scale_(has_scale) {
    const int64_t needed = row + (has_scale ? kScaleBytes : 0);
    const int64_t record = needed < kLine
                               ? static_cast<int64_t>(std::bit_ceil(static_cast<uint64_t>(needed)))
                               : padded_bytes(needed);
    const double scale_lines = has_scale ? 1 : 0;
    if (row == 0 || row > kMostBytes || hub_bits > 0) return;
    if (lines(record) < lines(row) + scale_lines) row_bytes_ = record;
  }

  // That a row of so many bytes lies on, in the mean.
  static double lines(int64_t row) {
    const bool is_aligned = row % kLine == 0 || kLine % row == 0;
    if (is_aligned) return std::max(1.0, static_cast<double>(row) / kLine);
    return 1 + static_cast<double>(row - 1) / kLine;
  }

  void copy_row(const OperandView& codes, const OperandView& scales, int64_t i,
                std::byte* memory) const {
    std::byte* to = memory + i * row_bytes_;
    std::memset(to, 0, static_cast<size_t>(row_bytes_));
    std::memcpy(to, codes.matrix<const int8_t>().row(i), static_cast<size_t>(codes.cols));
    if (!has_scale_) return;
    std::memcpy(to + row_bytes_ - kScaleBytes, scales.matrix<const float>().row(i),
                static_cast<size_t>(kScaleBytes));
  }

  bool has_scale_;
  int64_t row_bytes_ = 0;  // 0: rows stay as they are
};

}  // namespace heddle::cpu
