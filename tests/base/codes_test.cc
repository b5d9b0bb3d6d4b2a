// Packed codes: every code at every column comes back, and its neighbours stay.

#include "heddle/base/codes.h"

#include <gtest/gtest.h>

#include <vector>

namespace heddle {
namespace {

constexpr int64_t kWidths[] = {8, 4, 2};
constexpr int64_t kCols[] = {1, 2, 3, 5, 7, 9, 33};
constexpr int8_t kGuard = 0x5A;

// A row of zeros with a byte behind it.
std::vector<int8_t> empty_row(int64_t cols, int64_t bits) {
  std::vector<int8_t> row(static_cast<size_t>(code_row_bytes(cols, bits)), 0);
  row.push_back(kGuard);
  return row;
}

// The smallest and the largest code in turn: their bits differ everywhere but in the lowest.
int32_t neighbour(int64_t column, int64_t bits) {
  const auto most = static_cast<int32_t>(largest_code(bits));
  return column % 2 == 0 ? -most : most;
}

// Stores the code between neighbours, the last column first, and reads the row.
void expect_comes_back(int32_t code, int64_t at, int64_t cols, int64_t bits) {
  std::vector<int8_t> row = empty_row(cols, bits);
  for (int64_t column = cols; column-- > 0;) {
    store_code(row.data(), column, bits, column == at ? code : neighbour(column, bits));
  }
  for (int64_t column = 0; column < cols; ++column) {
    EXPECT_EQ(load_code(row.data(), column, bits), column == at ? code : neighbour(column, bits))
        << "column " << column << " of " << cols << " with " << code << " at " << at;
  }
  EXPECT_EQ(row.back(), kGuard);
}

TEST(Codes, EveryCodeComesBackFromEveryColumn) {
  for (const int64_t bits : kWidths) {
    SCOPED_TRACE(bits);
    const auto most = static_cast<int32_t>(largest_code(bits));
    for (const int64_t cols : kCols) {
      for (int64_t at = 0; at < cols; ++at) {
        for (int32_t code = -most; code <= most; ++code) expect_comes_back(code, at, cols, bits);
      }
    }
  }
}

TEST(Codes, ColumnsWithoutACodeAreZero) {
  for (const int64_t bits : kWidths) {
    std::vector<int8_t> row = empty_row(9, bits);
    store_code(row.data(), 5, bits, -1);
    for (int64_t column = 0; column < 9; ++column) {
      EXPECT_EQ(load_code(row.data(), column, bits), column == 5 ? -1 : 0) << bits << " bits";
    }
  }
}

TEST(Codes, LowerColumnsLieInLowerBits) {
  std::vector<int8_t> row = empty_row(2, 4);
  store_code(row.data(), 0, 4, 1);
  store_code(row.data(), 1, 4, -2);
  EXPECT_EQ(static_cast<uint8_t>(row[0]), 0xE1);
  row = empty_row(4, 2);
  for (int64_t column = 0; column < 3; ++column) store_code(row.data(), column, 2, 1);
  store_code(row.data(), 3, 2, -1);
  EXPECT_EQ(static_cast<uint8_t>(row[0]), 0b11010101);
}

TEST(Codes, AreSymmetric) {
  EXPECT_EQ(largest_code(8), 127);
  EXPECT_EQ(largest_code(4), 7);
  EXPECT_EQ(largest_code(2), 1);
}

TEST(Codes, WidthsAreEightFourAndTwo) {
  for (int64_t bits = -1; bits <= 64; ++bits) {
    EXPECT_EQ(is_code_width(bits), bits == 8 || bits == 4 || bits == 2) << bits;
  }
}

TEST(Codes, RowsTakeWholeBytes) {
  for (const int64_t bits : kWidths) {
    EXPECT_EQ(code_row_bytes(0, bits), 0);
    for (int64_t cols = 1; cols <= 40; ++cols) {
      const int64_t bytes = code_row_bytes(cols, bits);
      EXPECT_GE(8 * bytes, cols * bits);
      EXPECT_LT(8 * (bytes - 1), cols * bits);
    }
  }
}

}  // namespace
}  // namespace heddle
