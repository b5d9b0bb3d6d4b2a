// Gradient rules in double on the reference kernels: finite differences and adjoint identities.

#include "tests/ops/case_params.h"

#include <algorithm>
#include <cmath>

namespace heddle::test {
namespace {

double dot(const OperandView& a_view, const OperandView& b_view) {
  const ElementGrid a(a_view), b(b_view);
  double sum = 0;
  for (int64_t i = 0; i < a.rows; ++i) {
    for (int64_t j = 0; j < a.cols; ++j) sum += a.get(i, j) * b.get(i, j);
  }
  return sum;
}

// <result 0, its gradient>, computed anew: the loss whose gradients the rule gives.
double loss(CaseInstance& instance) {
  instance.run_node(instance.result().node);
  return dot(instance.view(instance.result()), instance.view(instance.d_result()));
}

// Central differences: the error is about h^2 times the third derivative plus roundoff / h.
void compare_with_differences(CaseInstance& instance, const CaseInstance::Wanted& wanted) {
  constexpr double kStep = 1e-5, kTolerance = 2e-8;
  const ElementGrid operand(instance.view(wanted.operand));
  const ElementGrid gradient(instance.view(wanted.gradient));
  ASSERT_EQ(gradient.rows, operand.rows);
  ASSERT_EQ(gradient.cols, operand.cols);
  for (int64_t i = 0; i < operand.rows; ++i) {
    for (int64_t j = 0; j < operand.cols; ++j) {
      const double value = operand.get(i, j);
      operand.set(i, j, value + kStep);
      const double above = loss(instance);
      operand.set(i, j, value - kStep);
      const double below = loss(instance);
      operand.set(i, j, value);
      const double expected = (above - below) / (2 * kStep);
      const double scale = 1 + std::abs(expected) + std::abs(above);
      EXPECT_NEAR(gradient.get(i, j), expected, kTolerance * scale * instance.op_case().tolerance)
          << "operand " << wanted.position << " [" << i << "," << j << "]";
    }
  }
}

using GradientTest = OpCaseTest;

TEST_P(GradientTest, AgreesWithFiniteDifferences) {
  for_each_situation(gradient_situations(), [&](const Situation& situation) {
    CaseInstance instance(*GetParam(), situation, DType::kF64, WithGradient::kYes);
    instance.run();
    ASSERT_FALSE(instance.wanted().empty());
    for (const CaseInstance::Wanted& wanted : instance.wanted()) {
      ASSERT_TRUE(wanted.gradient.present()) << "operand " << wanted.position;
      compare_with_differences(instance, wanted);
    }
  });
}

// What reverse-mode differentiation counts on: the type of the operand, but weights get gradients
// in their compute dtype.
TEST_P(GradientTest, HasTheTypeOfTheOperand) {
  for (const DType dtype : {DType::kF64, DType::kF32, DType::kBf16}) {
    for_each_situation(gradient_situations(), [&](const Situation& situation) {
      const CaseInstance instance(*GetParam(), situation, dtype, WithGradient::kYes);
      for (const CaseInstance::Wanted& wanted : instance.wanted()) {
        const Program& program = instance.program();
        Type expected = program.type(wanted.operand);
        if (expected.space == kNoSpace) expected.dtype = compute_dtype(expected.dtype);
        EXPECT_EQ(to_string(program.type(wanted.gradient), program), to_string(expected, program))
            << "operand " << wanted.position;
      }
    });
  }
}

INSTANTIATE_TEST_SUITE_P(Ops, GradientTest,
                         testing::ValuesIn(cases_where([](const OpCase& c) { return c.gradient; })),
                         case_name);

using AdjointTest = OpCaseTest;

// <A x, y> = <x, A^T y> on graphs of every shape, where A x is the operator as a function of x.
TEST_P(AdjointTest, GradientIsAdjoint) {
  for_each_situation(kernel_situations(), [&](const Situation& situation) {
    CaseInstance instance(*GetParam(), situation, DType::kF64, WithGradient::kYes);
    instance.run();
    const double forward =
        dot(instance.view(instance.result()), instance.view(instance.d_result()));
    for (const CaseInstance::Wanted& wanted : instance.wanted()) {
      const auto& linear = GetParam()->linear_in;
      if (std::find(linear.begin(), linear.end(), wanted.position) == linear.end()) continue;
      const double backward = dot(instance.view(wanted.operand), instance.view(wanted.gradient));
      EXPECT_NEAR(forward, backward, 1e-10 * (1 + std::abs(forward)))
          << "operand " << wanted.position;
    }
  });
}

INSTANTIATE_TEST_SUITE_P(Ops, AdjointTest, testing::ValuesIn(cases_where([](const OpCase& c) {
                           return !c.linear_in.empty();
                         })),
                         case_name);

}  // namespace
}  // namespace heddle::test
