#include "heddle/tensor/csr_matrix.h"

#include <cstddef>

namespace heddle {

CsrMatrix transpose(const CsrView& matrix) {
  const auto entries = static_cast<size_t>(matrix.entries());
  CsrMatrix result;
  result.cols = matrix.rows;
  result.row_offsets.assign(static_cast<size_t>(matrix.cols) + 1, 0);
  result.columns.resize(entries);
  result.values.resize(entries);
  for (size_t e = 0; e < entries; ++e)
    ++result.row_offsets[static_cast<size_t>(matrix.columns[e]) + 1];
  for (size_t c = 0; c < static_cast<size_t>(matrix.cols); ++c) {
    result.row_offsets[c + 1] += result.row_offsets[c];
  }
  std::vector<int64_t> next(result.row_offsets.begin(), result.row_offsets.end() - 1);
  for (int64_t row = 0; row < matrix.rows; ++row) {
    for (int64_t e = matrix.row_offsets[row]; e < matrix.row_offsets[row + 1]; ++e) {
      const auto place = static_cast<size_t>(next[static_cast<size_t>(matrix.columns[e])]++);
      result.columns[place] = static_cast<int32_t>(row);
      result.values[place] = matrix.values[e];
    }
  }
  return result;
}

}  // namespace heddle
