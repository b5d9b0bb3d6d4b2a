// The mask of dropout is a function of seed, step, stream, original row id and column alone.

#include "heddle/ops/dropout.h"

#include "tests/ops/value_run.h"

#include <gtest/gtest.h>

#include <vector>

namespace heddle::test {
namespace {

constexpr int64_t kMaskRows = 40, kMaskCols = 50;

std::vector<double> ones() { return std::vector<double>(kMaskRows * kMaskCols, 1.0); }

TEST(Dropout, MaskIsThatOfTheStream) {
  ValueRun run(kMaskRows);
  run.options.seed = 5;
  run.options.step = 7;
  for (int i = 0; i < 3; ++i) run.builder().next_stream();
  const std::vector<double> y = run(dropout(run.builder(), run.nodes(ones()), 0.25));
  const RandomStream stream = {5, 3, 7};
  for (int64_t i = 0; i < kMaskRows; ++i) {
    for (int64_t j = 0; j < kMaskCols; ++j) {
      const bool kept = uniform_from_word(stream.word(i, j)) >= 0.25F;
      EXPECT_EQ(y[static_cast<size_t>(i * kMaskCols + j)], kept ? 1 / 0.75 : 0.0);
    }
  }
}

TEST(Dropout, KeepsTheShareThatItSays) {
  ValueRun run(kMaskRows);
  const std::vector<double> y = run(dropout(run.builder(), run.nodes(ones()), 0.6));
  double kept = 0;
  for (const double value : y) kept += value > 0 ? 1 : 0;
  EXPECT_NEAR(kept / (kMaskRows * kMaskCols), 0.4, 0.04);
}

TEST(Dropout, OfNothingChangesNothing) {
  ValueRun run(kMaskRows);
  EXPECT_EQ(run(dropout(run.builder(), run.nodes(ones()), 0)), ones());
}

TEST(Dropout, DiffersBetweenStreamsStepsAndSeeds) {
  ValueRun run(kMaskRows);
  const Value x = run.nodes(ones());
  const Value first = dropout(run.builder(), x, 0.5);
  const Value second = dropout(run.builder(), x, 0.5);
  const std::vector<double> mask = run(first);
  EXPECT_EQ(run(first), mask);
  EXPECT_NE(run(second), mask);
  run.options.step = 1;
  EXPECT_NE(run(first), mask);
  run.options = {.seed = 1, .check_nan = false};
  EXPECT_NE(run(first), mask);
}

TEST(Dropout, MaskMovesWithTheRow) {
  ValueRun run(kMaskRows);
  const Value y = dropout(run.builder(), run.nodes(ones()), 0.5);
  const std::vector<double> mask = run(y);
  std::vector<int32_t> reversed;
  for (int32_t i = kMaskRows; i-- > 0;) reversed.push_back(i);
  run.set_row_ids(reversed);
  const std::vector<double> moved = run(y);
  for (int64_t i = 0; i < kMaskRows; ++i) {
    for (int64_t j = 0; j < kMaskCols; ++j) {
      EXPECT_EQ(moved[static_cast<size_t>(i * kMaskCols + j)],
                mask[static_cast<size_t>((kMaskRows - 1 - i) * kMaskCols + j)]);
    }
  }
}

TEST(Dropout, SparseRowsGetTheMaskOfDenseOnes) {
  std::vector<double> numbers = ones();
  for (size_t i = 0; i < numbers.size(); ++i) numbers[i] = i % 3 == 0 ? 0.0 : 2.0;
  ValueRun run(kMaskRows);
  run.builder().next_stream();
  const Value sparse = dropout(run.builder(), run.csr(kMaskCols, numbers), 0.5);
  const Value dense = run.builder().append(kDropout, {run.nodes(numbers, DType::kF32), kNoValue},
                                           run.builder().program().node(sparse).attributes);
  const std::vector<double> expected = run(dense), stored = run(sparse);
  size_t next = 0;
  for (size_t i = 0; i < numbers.size(); ++i) {
    if (numbers[i] == 0) continue;
    EXPECT_EQ(stored[next++], expected[i]);
  }
  EXPECT_EQ(next, stored.size());
}

}  // namespace
}  // namespace heddle::test
