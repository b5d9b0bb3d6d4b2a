// Rows that are awkward to choose from (NaN, infinities, zeros of both signs, equal values) and
// very wide ones, on every kernel and every instruction set: the same columns and values as the
// definition in ops/maxk.cc gives, bit for bit.

#include "heddle/ops/maxk.h"

#include "tests/ops/kernel_run.h"
#include "tests/ops/simd_targets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace heddle::test {
namespace {

struct MaxkShape {
  int64_t cols, kept, group;  // kept of a group; group 0: the whole row
};

constexpr int64_t kAwkwardRows = 7;
constexpr MaxkShape kShapes[] = {
    {1, 1, 0},    {17, 5, 0},    {32, 1, 8},     {64, 2, 16},   {96, 6, 24},   {100, 25, 0},
    {256, 32, 0}, {256, 1, 8},   {256, 4, 32},   {256, 256, 0}, {257, 31, 0},  {1024, 100, 0},
    {1024, 1, 8}, {2048, 3, 16}, {4096, 512, 0}, {4096, 2, 4},  {4104, 32, 0}, {4104, 1, 8}};

OpCase awkward_maxk(const MaxkShape& shape, bool rectify) {
  return {.op = &kMaxk, .name = "awkward maxk", .build = [=](CaseContext& c) {
            const Value x = c.operand("x", c.rows(c.cols()), signed_values());
            return maxk(c.builder(), x, {shape.kept, shape.group, rectify}).values;
          }};
}

// Row i has special values in every (i % 5 + 1)-th column; the last row is NaN alone.
void make_awkward(const ElementGrid& x) {
  constexpr float kInf = std::numeric_limits<float>::infinity();
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  constexpr float kSpecial[] = {kNaN, kInf, -kInf, 0.0F, -0.0F, 1e-40F, -kNaN, 0.5F, 0.5F};
  for (int64_t i = 0; i < x.rows; ++i) {
    for (int64_t c = 0; c < x.cols; c += i % 5 + 1) {
      x.set(i, c, kSpecial[(i * 7 + c / (i % 5 + 1)) % std::size(kSpecial)]);
    }
  }
  for (int64_t c = 0; c < x.cols; ++c) x.set(x.rows - 1, c, kNaN);
}

bool is_larger(double x, double y) { return std::isnan(y) ? !std::isnan(x) : x > y; }

// Of one group of a row, ascending: those that come first if all are sorted and equals stay in
// order.
std::vector<int64_t> largest_columns(const ElementGrid& x, int64_t row, RowRange group,
                                     int64_t kept) {
  std::vector<int64_t> columns(static_cast<size_t>(group.end - group.begin));
  std::iota(columns.begin(), columns.end(), group.begin);
  std::ranges::stable_sort(
      columns, [&](int64_t a, int64_t b) { return is_larger(x.get(row, a), x.get(row, b)); });
  columns.resize(static_cast<size_t>(kept));
  std::ranges::sort(columns);
  return columns;
}

// Per row.
using KeptColumns = std::vector<std::vector<int64_t>>;

KeptColumns kept_columns(const ElementGrid& x, const MaxkShape& shape) {
  const int64_t width = shape.group == 0 ? x.cols : shape.group;
  KeptColumns kept(static_cast<size_t>(x.rows));
  for (int64_t i = 0; i < x.rows; ++i) {
    for (int64_t c = 0; c < x.cols; c += width) {
      const auto columns = largest_columns(x, i, {c, c + width}, shape.kept);
      kept[i].insert(kept[i].end(), columns.begin(), columns.end());
    }
  }
  return kept;
}

uint64_t bits_of(double value) { return std::bit_cast<uint64_t>(value); }

void expect_kept(const ElementGrid& x, const KeptColumns& kept, const KernelRun& run,
                 bool rectify) {
  const ElementGrid values(run.results()[0]), positions(run.results()[1]);
  for (int64_t i = 0; i < x.rows; ++i) {
    for (int64_t r = 0; r < values.cols; ++r) {
      const int64_t column = kept[i][r];
      ASSERT_EQ(static_cast<int64_t>(positions.get(i, r)), column) << i << ", " << r;
      const double value = x.get(i, column);
      const double expected = rectify && value < 0 ? 0.0 : value;
      ASSERT_EQ(bits_of(values.get(i, r)), bits_of(expected)) << i << ", " << r;
    }
  }
}

void check_awkward_rows(const MaxkShape& shape, DType dtype, bool rectify) {
  const Situation situation = {"awkward rows", edgeless_graph(kAwkwardRows), shape.cols};
  CaseInstance instance(awkward_maxk(shape, rectify), situation, dtype, WithGradient::kNo);
  instance.run();
  const int32_t node = instance.result().node;
  const ElementGrid x(instance.view(instance.program().nodes[node].operands[0]));
  make_awkward(x);
  const KeptColumns kept = kept_columns(x, shape);
  for (const Kernel* kernel : kernels_of(kMaxk)) {
    SCOPED_TRACE(kernel->name);
    KernelRun run(instance, node, *kernel);
    if (!run.accepted()) continue;
    run.run(2);
    expect_kept(x, kept, run, rectify);
    for_each_simd_target([&](const std::string& target) {
      SCOPED_TRACE(target);
      run.run(2);
      expect_kept(x, kept, run, rectify);
    });
  }
}

TEST(Maxk, AwkwardAndVeryWideRows) {
  for (const MaxkShape& shape : kShapes) {
    for (const DType dtype : {DType::kF32, DType::kBf16}) {
      for (const bool rectify : {false, true}) {
        SCOPED_TRACE(fmt::format("{} of groups of {} of {} columns, {}{}", shape.kept, shape.group,
                                 shape.cols, to_string(dtype), rectify ? ", rectified" : ""));
        check_awkward_rows(shape, dtype, rectify);
      }
    }
  }
}

}  // namespace
}  // namespace heddle::test
