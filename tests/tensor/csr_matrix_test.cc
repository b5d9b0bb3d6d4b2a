#include "heddle/tensor/csr_matrix.h"

#include <gtest/gtest.h>
#if HEDDLE_HAVE_RAPIDCHECK
#include <rapidcheck/gtest.h>
#endif

#include <map>
#include <utility>

namespace heddle {
namespace {

using Cells = std::map<std::pair<int64_t, int32_t>, float>;

CsrMatrix from_cells(const Cells& cells, int64_t rows, int64_t cols) {
  CsrMatrix matrix;
  matrix.cols = cols;
  matrix.row_offsets.assign(static_cast<size_t>(rows) + 1, 0);
  for (const auto& [place, value] : cells) {
    ++matrix.row_offsets[static_cast<size_t>(place.first) + 1];
    matrix.columns.push_back(place.second);
    matrix.values.push_back(value);
  }
  for (size_t i = 1; i < matrix.row_offsets.size(); ++i) {
    matrix.row_offsets[i] += matrix.row_offsets[i - 1];
  }
  return matrix;
}

void expect_equal(const CsrMatrix& a, const CsrMatrix& b) {
  EXPECT_EQ(a.cols, b.cols);
  EXPECT_EQ(a.row_offsets, b.row_offsets);
  EXPECT_EQ(a.columns, b.columns);
  EXPECT_EQ(a.values, b.values);
}

TEST(CsrMatrix, Transpose) {
  const CsrMatrix matrix = from_cells({{{0, 2}, 5}, {{1, 0}, 6}, {{1, 2}, 7}}, 2, 3);
  expect_equal(transpose(matrix.view()), from_cells({{{0, 1}, 6}, {{2, 0}, 5}, {{2, 1}, 7}}, 3, 2));
}

TEST(CsrMatrix, EmptyMatrices) {
  const CsrMatrix none;
  EXPECT_EQ(none.rows(), 0);
  EXPECT_EQ(none.entries(), 0);
  EXPECT_EQ(transpose(none.view()).rows(), 0);
  const CsrMatrix tall = from_cells({}, 4, 0);
  EXPECT_EQ(transpose(tall.view()).cols, 4);
}

#if HEDDLE_HAVE_RAPIDCHECK
RC_GTEST_PROP(CsrMatrix, TransposeSwapsEveryCell, ()) {
  const auto rows = *rc::gen::inRange<int64_t>(1, 20);
  const auto cols = *rc::gen::inRange<int32_t>(1, 20);
  Cells cells, swapped;
  for (const int place : *rc::gen::container<std::vector<int>>(rc::gen::inRange<int>(0, 400))) {
    const int64_t row = place / 20 % rows;
    const int32_t column = place % 20 % cols;
    cells[{row, column}] = static_cast<float>(place);
    swapped[{column, static_cast<int32_t>(row)}] = static_cast<float>(place);
  }
  const CsrMatrix matrix = from_cells(cells, rows, cols);
  expect_equal(transpose(matrix.view()), from_cells(swapped, cols, rows));
  expect_equal(transpose(transpose(matrix.view()).view()), matrix);
}
#endif

}  // namespace
}  // namespace heddle
