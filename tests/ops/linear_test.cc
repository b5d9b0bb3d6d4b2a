// Sparse rows are rows: linear and its weight gradient do not depend on how x is stored.

#include "heddle/ops/linear.h"

#include "tests/ops/value_run.h"

#include <gtest/gtest.h>

#include <vector>

namespace heddle::test {
namespace {

const std::vector<double> kHalfEmptyRows = {1, 0, 2, 0, 0, 0, 0, 3, -1, 4, 0, 0};  // [4, 3]

TEST(Linear, MultipliesRows) {
  ValueRun run(2);
  const Value x = run.nodes({1, 2, 3, 4, 5, 6});
  const Value w = run.matrix(3, {1, 0, 0, 1, 2, -1});
  EXPECT_EQ(run(linear(run.builder(), x, w)), (std::vector<double>{7, -1, 16, -1}));
  EXPECT_EQ(run(linear(run.builder(), x, w, run.row({10, 20}))),
            (std::vector<double>{17, 19, 26, 19}));
  const Value wt = run.matrix(2, {1, 0, 2, 0, 1, -1});
  EXPECT_EQ(run(linear(run.builder(), x, wt, kNoValue, true)),
            (std::vector<double>{7, -1, 16, -1}));
}

TEST(Linear, SparseRowsAreRows) {
  ValueRun run(4);
  const Value dense = run.nodes(kHalfEmptyRows, DType::kF32);
  const Value sparse = run.csr(3, kHalfEmptyRows);
  const Value w = run.matrix(3, {1, 2, 3, 4, 5, 6}, DType::kF32);
  EXPECT_EQ(run(linear(run.builder(), sparse, w)), run(linear(run.builder(), dense, w)));
  const Value dy = run.nodes({1, 2, 3, 4, 5, 6, 7, 8}, DType::kF32);
  EXPECT_EQ(run(linear_weight_gradient(run.builder(), sparse, dy)),
            run(linear_weight_gradient(run.builder(), dense, dy)));
}

}  // namespace
}  // namespace heddle::test
