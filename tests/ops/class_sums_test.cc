// Integers that are divided between classes of factors are right in the mean: what is off by a part
// of a step in every row would add up in gradients of weights.

#include "heddle/ops/factor_classes.h"
#include "heddle/ops/scale.h"
#include "heddle/ops/spmm_quantized.h"
#include "tests/ops/kernel_run.h"
#include "tests/ops/simd_targets.h"

#include <gtest/gtest.h>

#include <cmath>

namespace heddle::test {
namespace {

constexpr int64_t kSmallSumNodes = 2000, kSmallSumCols = 64;

// Sums of codes from -3 to 3 under the scale 1, with factors from 0.05 to 0.5: half are of class 1.
// `kept`: of these columns; 0: of whole rows.
OpCase small_sums(const OpDef& op, int64_t kept) {
  return {.op = &op, .name = "small sums by classes", .build = [kept](CaseContext& c) {
            Builder& b = c.builder();
            const Type senders = c.sender_rows(kSmallSumCols);
            const Value numbers = c.operand("numbers", c.sender_side(1), positive_values());
            const Value factors = scale(b, numbers, 0.5);
            const FactorClasses parts = factor_classes(b, c.adjacency(), factors);
            const int64_t cols = kept == 0 ? kSmallSumCols : kept;
            const Type codes = quantized_type(senders.space, senders.rows, cols, 8);
            QuantizedRows rows;
            rows.codes = c.operand("codes", codes, integers(-3, 4));
            rows.scales = c.operand("scales", c.side_row(1), integers(1, 2));
            rows.classes = parts.classes;
            rows.senders = parts.senders;
            if (kept == 0) return spmm_quantized(b, c.adjacency(), rows, kNoValue);
            const Value positions = c.positions("positions", senders, kept, kSmallSumCols / kept);
            return spmm_topk_quantized(b, c.adjacency(), rows, positions, kNoValue, {});
          }};
}

double mean_element(const OperandView& rows) {
  const ElementGrid grid(rows);
  double sum = 0;
  for (int64_t i = 0; i < grid.rows; ++i) {
    for (int64_t c = 0; c < grid.cols; ++c) sum += grid.get(i, c);
  }
  return sum / static_cast<double>(grid.rows * grid.cols);
}

void expect_right_in_the_mean(const OpDef& op, int64_t kept) {
  const Situation situation = {"small sums", mixed_graph(kSmallSumNodes, 20 * kSmallSumNodes),
                               kSmallSumCols};
  CaseInstance instance(small_sums(op, kept), situation, DType::kF32, WithGradient::kNo);
  instance.run();
  const double expected = mean_element(instance.view(instance.result()));
  for (const Kernel* kernel : kernels_of(op)) {
    SCOPED_TRACE(kernel->name);
    KernelRun run(instance, instance.result().node, *kernel);
    if (!run.accepted()) continue;
    for_each_simd_target([&](const std::string& target) {
      SCOPED_TRACE(target);
      run.run(2);
      EXPECT_NEAR(mean_element(run.results()[0]), expected, 0.01);  // in steps
    });
  }
}

TEST(ClassSums, DivisionsAreRightInTheMean) {
  expect_right_in_the_mean(kSpmmQuantized, 0);
  expect_right_in_the_mean(kSpmmTopkQuantized, kSmallSumCols / 8);
}

}  // namespace
}  // namespace heddle::test
