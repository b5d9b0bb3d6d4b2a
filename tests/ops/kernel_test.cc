// Every kernel against the reference kernel, on every node of every case and of its gradient.

#include "tests/ops/case_params.h"
#include "tests/ops/kernel_run.h"
#include "tests/ops/simd_targets.h"

namespace heddle::test {
namespace {

constexpr DType kRowTypes[] = {DType::kF64, DType::kF32, DType::kBf16};

class KernelTest : public OpCaseTest {
 protected:
  // Calls body(instance, node, kernel) for all kernels of all computed nodes, after the reference
  // kernels have run.
  template <class Body>
  void for_each_kernel(const Situation& situation, DType dtype, const Body& body) {
    CaseInstance instance(*GetParam(), situation, dtype, WithGradient::kYes);
    instance.run();
    for (const int32_t node : instance.computed_nodes()) {
      for (const Kernel* kernel : kernels_of(*instance.program().nodes[node].op)) {
        SCOPED_TRACE(
            fmt::format("kernel {}, {} rows, node %{}", kernel->name, to_string(dtype), node));
        body(instance, node, *kernel);
      }
    }
  }

  template <class Body>
  void for_each_kernel(const Body& body) {
    for_each_situation(kernel_situations(), [&](const Situation& situation) {
      for (const DType dtype : kRowTypes) for_each_kernel(situation, dtype, body);
    });
  }
};

bool is_reference(const Kernel& kernel) { return &reference_kernel(*kernel.op) == &kernel; }

// "" or what is wrong with the results.
std::string compare_with_reference(const CaseInstance& instance, int32_t node,
                                   const KernelRun& run) {
  const double length = instance.reduction_length(node);
  for (size_t r = 0; r < run.results().size(); ++r) {
    const OperandView& expected = instance.view({node, static_cast<int32_t>(r)});
    const double unit = unit_roundoff(compute_dtype(expected.dtype));
    // An element of the result may be rounded the other way: two units of its type.
    const std::string text = difference(expected, run.results()[r],
                                        (8 + 2 * length) * unit * instance.op_case().tolerance,
                                        2 * unit_roundoff(expected.dtype));
    if (!text.empty()) return fmt::format("result {} {}", r, text);
  }
  return run.guards_intact() ? "" : "memory beside results or workspace was written";
}

TEST_P(KernelTest, AgreesWithReference) {
  for_each_kernel([](const CaseInstance& instance, int32_t node, const Kernel& kernel) {
    KernelRun run(instance, node, kernel);
    if (is_reference(kernel)) {
      ASSERT_TRUE(run.accepted()) << run.refusal();
    }
    if (!run.accepted()) return;
    run.run(1);
    EXPECT_EQ(compare_with_reference(instance, node, run), "");
  });
}

TEST_P(KernelTest, GivesTheSameBitsForAnyNumberOfThreads) {
  for_each_kernel([](const CaseInstance& instance, int32_t node, const Kernel& kernel) {
    if (is_reference(kernel)) return;
    KernelRun run(instance, node, kernel);
    if (!run.accepted()) return;
    run.run(1);
    const std::string expected = run.result_bytes();
    for (const int threads : {2, 7}) {
      run.run(threads);
      EXPECT_TRUE(run.result_bytes() == expected) << threads << " threads";
    }
  });
}

TEST_P(KernelTest, MayOverwriteTheOperandsThatItSays) {
  for_each_kernel([](const CaseInstance& instance, int32_t node, const Kernel& kernel) {
    const std::vector<OperandView> operands = instance.operand_views(node);
    for (size_t i = 0; i < operands.size(); ++i) {
      if ((kernel.may_overwrite >> i & 1U) == 0 || !operands[i].present()) continue;
      KernelRun run(instance, node, kernel);
      if (!run.accepted()) continue;
      const ElementGrid operand(operands[i]), result(run.results()[0]);
      const bool same_size = operand.rows == result.rows && operand.cols == result.cols &&
                             operand.dtype == result.dtype;
      if (!same_size) continue;
      run.run(2);
      const std::string expected = run.result_bytes();
      run.run_over_operand(i, 2);
      EXPECT_TRUE(run.result_bytes() == expected) << "over operand " << i;
    }
  });
}

TEST_P(KernelTest, AgreesWithReferenceOnEveryInstructionSet) {
  for_each_simd_target([&](const std::string& target) {
    SCOPED_TRACE(target);
    for_each_kernel([](const CaseInstance& instance, int32_t node, const Kernel& kernel) {
      if (is_reference(kernel)) return;
      KernelRun run(instance, node, kernel);
      if (!run.accepted()) return;
      run.run(2);
      EXPECT_EQ(compare_with_reference(instance, node, run), "");
    });
  });
}

INSTANTIATE_TEST_SUITE_P(Ops, KernelTest, testing::ValuesIn(case_pointers()), case_name);

}  // namespace
}  // namespace heddle::test
