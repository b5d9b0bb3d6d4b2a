// Rows of hubs are those that quantize makes with their bits, the others those with more.

#include "heddle/base/codes.h"
#include "heddle/ops/quantize.h"
#include "tests/ops/kernel_run.h"
#include "tests/ops/simd_targets.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace heddle::test {
namespace {

constexpr int64_t kRows = 60, kCols = 41;

struct Widths {
  int64_t bits, hub_bits;
};

// Three times the same rows: with hubs, all with more bits, all with fewer.
OpCase three_encodings(const Widths& widths) {
  return {.op = &kQuantize, .name = "quantize", .build = [=](CaseContext& c) {
            const Value x = c.operand("x", c.rows(kCols));
            const Value mixed =
                quantize(c.builder(), x, {.bits = widths.bits, .hub_bits = widths.hub_bits},
                         c.hubs(c.rows(1)))
                    .codes;
            quantize(c.builder(), x, {.bits = widths.bits});
            quantize(c.builder(), x, {.bits = widths.hub_bits});
            return mixed;
          }};
}

// `expected`: its codes and scales.
void expect_row(int64_t i, const KernelRun& expected, const KernelRun& actual) {
  const auto from = expected.results()[0].matrix<const int8_t>();
  const auto to = actual.results()[0].matrix<const int8_t>();
  EXPECT_TRUE(std::equal(from.row(i), from.row(i) + from.cols, to.row(i))) << "row " << i;
  const auto is_zero = [](int8_t byte) { return byte == 0; };
  EXPECT_TRUE(std::all_of(to.row(i) + from.cols, to.row(i) + to.cols, is_zero)) << "row " << i;
  EXPECT_EQ(ElementGrid(expected.results()[1]).get(i, 0),
            ElementGrid(actual.results()[1]).get(i, 0));
}

void expect_rows_of_both(const CaseInstance& instance, const Kernel& kernel) {
  const int32_t node = instance.result().node;
  KernelRun mixed(instance, node, kernel), wide(instance, node + 1, kernel),
      narrow(instance, node + 2, kernel);
  if (!mixed.accepted()) return;
  const ElementGrid hubs(instance.view(instance.program().node(instance.result()).operands[1]));
  const auto check_rows = [&](const std::string& target) {
    SCOPED_TRACE(target);
    for (KernelRun* run : {&mixed, &wide, &narrow}) run->run(2);
    for (int64_t i = 0; i < kRows; ++i) expect_row(i, hubs.get(i, 0) == 1 ? narrow : wide, mixed);
  };
  check_rows("the best target");
  for_each_simd_target(check_rows);
}

TEST(QuantizeHubs, FewerBitsFillTheBeginningOfTheirRows) {
  for (const Widths& widths : {Widths{8, 4}, {8, 2}, {4, 2}}) {
    for (const DType dtype : {DType::kF32, DType::kBf16, DType::kF64}) {
      CaseInstance instance(three_encodings(widths), {"rows", edgeless_graph(kRows), kCols}, dtype,
                            WithGradient::kNo);
      instance.run();
      for (const Kernel* kernel : kernels_of(kQuantize)) {
        SCOPED_TRACE(fmt::format("{}, {} rows, {} and {} bits", kernel->name, to_string(dtype),
                                 widths.bits, widths.hub_bits));
        expect_rows_of_both(instance, *kernel);
      }
    }
  }
}

}  // namespace
}  // namespace heddle::test
