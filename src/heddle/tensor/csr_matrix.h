// Compressed sparse rows: bag-of-words features and every other matrix that is mostly zero.
#pragma once

#include <cstdint>
#include <vector>

namespace heddle {

// Borrowed. Entries of row i are [row_offsets[i], row_offsets[i + 1]).
struct CsrView {
  const int64_t* row_offsets = nullptr;  // [rows + 1]
  const int32_t* columns = nullptr;      // [entries], ascending inside a row
  const float* values = nullptr;         // [entries]
  int64_t rows = 0, cols = 0;
  int64_t entries() const { return rows == 0 ? 0 : row_offsets[rows]; }
};

// Owned.
struct CsrMatrix {
  std::vector<int64_t> row_offsets = {0};
  std::vector<int32_t> columns;
  std::vector<float> values;
  int64_t cols = 0;

  int64_t rows() const { return static_cast<int64_t>(row_offsets.size()) - 1; }
  int64_t entries() const { return row_offsets.back(); }
  int64_t bytes() const {
    return static_cast<int64_t>(row_offsets.size() * sizeof(int64_t) +
                                columns.size() * sizeof(int32_t) + values.size() * sizeof(float));
  }
  CsrView view() const { return {row_offsets.data(), columns.data(), values.data(), rows(), cols}; }
};

}  // namespace heddle
