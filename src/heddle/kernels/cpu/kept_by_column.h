// The kept values of a block of rows, column after column.
#pragma once

#include "heddle/base/dtype.h"
#include "heddle/kernels/cpu/workspace_layout.h"
#include "heddle/tensor/matrix_view.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace heddle::cpu {

// A row of the block, counted from its first, and what it keeps in the column.
struct KeptEntry {
  uint32_t row;
  float value;
};

class KeptByColumn {
 public:
  // Of so many rows that keep `kept` of `columns` columns each; `memory` holds bytes().
  KeptByColumn(std::byte* memory, int64_t columns)
      : columns_(columns),
        starts_(reinterpret_cast<uint32_t*>(memory)),
        entries_(reinterpret_cast<KeptEntry*>(memory + starts_bytes(columns))) {}

  static int64_t bytes(int64_t rows, int64_t kept, int64_t columns) {
    return starts_bytes(columns) +
           padded_bytes(rows * kept * static_cast<int64_t>(sizeof(KeptEntry)));
  }

  // Rows [begin, end) of `values`, which are kept at `positions`.
  template <class T, class Position>
  void fill(const MatrixView<const T>& values, const MatrixView<const Position>& positions,
            int64_t begin, int64_t end) {
    std::fill_n(starts_, columns_ + 2, 0);
    // One place further than it belongs, so that placing the entries moves it to its own.
    uint32_t* next = starts_ + 1;
    for (int64_t row = begin; row < end; ++row) {
      const Position* columns = positions.row(row);
      for (int64_t r = 0; r < values.cols; ++r) ++next[columns[r] + 1];
    }
    for (int64_t column = 0; column < columns_; ++column) next[column + 1] += next[column];
    for (int64_t row = begin; row < end; ++row) {
      const Position* columns = positions.row(row);
      const T* from = values.row(row);
      for (int64_t r = 0; r < values.cols; ++r) {
        entries_[next[columns[r]]++] = {static_cast<uint32_t>(row - begin),
                                        static_cast<float>(from[r])};
      }
    }
  }

  // In the order of rows.
  std::span<const KeptEntry> of(int64_t column) const {
    return {entries_ + starts_[column], entries_ + starts_[column + 1]};
  }

 private:
  static int64_t starts_bytes(int64_t columns) {
    return padded_bytes((columns + 2) * static_cast<int64_t>(sizeof(uint32_t)));
  }

  int64_t columns_;
  uint32_t* starts_;
  KeptEntry* entries_;
};

}  // namespace heddle::cpu
