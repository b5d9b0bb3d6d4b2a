// Which kernel a node gets, on how many threads, and what is said when there is none.

#include "heddle/planner/choose_kernel.h"

#include "heddle/base/error.h"
#include "heddle/hardware/profile.h"
#include "heddle/ops/linear.h"
#include "heddle/planner/plan_program.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace heddle {
namespace {

constexpr int kThreads = 4;

// y = x w over so many rows of 64 columns.
Program product(int64_t rows) {
  Program program;
  program.name = "product";
  program.spaces = {{.name = "nodes", .size = rows}};
  Builder builder(program);
  const Value x = builder.input("x", dense_type(DType::kF32, 0, rows, 64), false);
  const Value w = builder.parameter("w", weight_type(64, 64), {});
  builder.output("y", linear(builder, x, w));
  return program;
}

Step step_of(const Program& program, const KernelChoice& choice = {}) {
  HardwareProfile hardware;
  hardware.threads = kThreads;
  const Value y = program.find_output("y");
  return choose_kernel(program, y.node, hardware, kThreads, choice);
}

TEST(ChooseKernel, SmallWorkStaysOnOneThread) {
  EXPECT_EQ(step_of(product(1)).threads, 1);
  EXPECT_EQ(step_of(product(1'000'000)).threads, kThreads);
  KernelChoice shared;
  shared.least_gain = 0;
  EXPECT_EQ(step_of(product(1), shared).threads, kThreads);
}

TEST(ChooseKernel, TakesTheCheapestAndRemembersTheOthers) {
  const Step step = step_of(product(100'000));
  const bool has_reference =
      std::any_of(step.slower.begin(), step.slower.end(),
                  [](const auto& slower) { return slower.first == &reference_kernel(kLinear); });
  EXPECT_TRUE(has_reference || step.kernel == &reference_kernel(kLinear));
  for (const auto& [kernel, seconds] : step.slower) EXPECT_GT(seconds, 0) << kernel->name;
}

TEST(ChooseKernel, TakesTheKernelThatIsGiven) {
  const Program program = product(100'000);
  const Kernel& slow = reference_kernel(kLinear);
  EXPECT_NE(step_of(program).kernel, &slow);
  KernelChoice choice;
  choice.given[program.find_output("y").node] = &slow;
  EXPECT_EQ(step_of(program, choice).kernel, &slow);
  const auto planned = plan_program(program, HardwareProfile(), {.kernels = choice});
  const auto resized = plan_resized(*planned, product(10), HardwareProfile(), {});
  EXPECT_EQ(resized->steps.at(0).kernel, &slow);
}

TEST(ChooseKernel, NamesTheNodeAndEveryRefusalWhenNothingIsLeft) {
  KernelChoice choice;
  for (const Kernel* kernel : kernel_table()) choice.avoid.insert(std::string(kernel->name));
  try {
    step_of(product(10), choice);
    FAIL() << "a kernel was chosen";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUnsupported);
    const std::string text = error.what();
    EXPECT_NE(text.find("= linear: no kernel accepts it"), std::string::npos) << text;
    EXPECT_NE(text.find(reference_kernel(kLinear).name), std::string::npos) << text;
    EXPECT_NE(text.find("excluded by the user"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace heddle
