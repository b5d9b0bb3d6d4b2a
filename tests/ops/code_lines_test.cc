// Rows of codes in records of few cache lines: 40 codes and their scale on one.

#include "heddle/kernels/cpu/code_lines.h"

#include <gtest/gtest.h>

#include <vector>

namespace heddle::test {
namespace {

constexpr int64_t kCodeRows = 3;

// Bytes of a record; 0: rows stay as they are.
int64_t record_bytes(int64_t cols, bool scale_per_row, int64_t bits = 8, int64_t hub_bits = 0) {
  const Type codes = quantized_type(1, kCodeRows, cols, bits, hub_bits);
  const Type scales =
      scale_per_row ? dense_type(DType::kF32, 1, kCodeRows, 1) : scalar_type(DType::kF32);
  const cpu::CodeLines lines = cpu::CodeLines::of(codes, scales);
  return lines.bytes(kCodeRows) == 0 ? 0 : lines.bytes_per_edge(codes);
}

TEST(CodeLines, ShortRowsAreOnOneLineAndLongOnesBeginOnOne) {
  EXPECT_EQ(record_bytes(3, false), 4);
  EXPECT_EQ(record_bytes(40, false), 64);
  EXPECT_EQ(record_bytes(100, false), 128);
  EXPECT_EQ(record_bytes(70, false, 4), 64) << "35 bytes";
}

TEST(CodeLines, ScalesStandBehindTheirCodesWhereThatSavesALine) {
  EXPECT_EQ(record_bytes(3, true), 8);
  EXPECT_EQ(record_bytes(32, true), 64);
  EXPECT_EQ(record_bytes(40, true), 64);
  EXPECT_EQ(record_bytes(100, true), 128);
  EXPECT_EQ(record_bytes(64, true), 0);
  EXPECT_EQ(record_bytes(256, true), 0);
}

TEST(CodeLines, RowsStayThatGainNothing) {
  for (const int64_t cols : {0, 1, 32, 64, 128, 256, 1000}) {
    EXPECT_EQ(record_bytes(cols, false), 0) << cols;
  }
  EXPECT_EQ(record_bytes(40, true, 8, 4), 0) << "hubs";
}

TEST(CodeLines, CopiesHoldCodesAndScales) {
  constexpr int64_t kCols = 5, kStride = 7, kScaleStride = 2;
  std::vector<int8_t> codes(kCodeRows * kStride);
  std::vector<float> scales(kCodeRows * kScaleStride);
  for (size_t i = 0; i < codes.size(); ++i) codes[i] = static_cast<int8_t>(i - 9);
  for (size_t i = 0; i < scales.size(); ++i) scales[i] = 0.5F + static_cast<float>(i);
  OperandView rows, of_rows;
  rows.data = codes.data();
  rows.rows = of_rows.rows = kCodeRows;
  rows.cols = kCols;
  rows.stride = kStride;
  of_rows.data = scales.data();
  of_rows.cols = 1;
  of_rows.stride = kScaleStride;
  const cpu::CodeLines lines = cpu::CodeLines::of(rows, of_rows);
  std::vector<std::byte> memory(static_cast<size_t>(lines.bytes(kCodeRows)));
  lines.copy(1, memory.data(), rows, of_rows);
  for (int64_t i = 0; i < kCodeRows; ++i) {
    for (int64_t c = 0; c < kCols; ++c) {
      EXPECT_EQ(rows.matrix<const int8_t>().at(i, c), codes[static_cast<size_t>(i * kStride + c)]);
    }
    EXPECT_EQ(of_rows.matrix<const float>().at(i, 0),
              scales[static_cast<size_t>(i * kScaleStride)]);
  }
}

}  // namespace
}  // namespace heddle::test
