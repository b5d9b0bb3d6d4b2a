// Every kernel on every node of every case and of its gradient: against the reference kernel, with
// several threads, over its operands, on every instruction set.

#include "tests/ops/case_params.h"
#include "tests/ops/kernel_run.h"
#include "tests/ops/simd_targets.h"

#include <algorithm>

namespace heddle::test {
namespace {

bool is_reference(const Kernel& kernel) { return &reference_kernel(*kernel.op) == &kernel; }

// "" or what is wrong with the results.
std::string compare_with_reference(const CaseInstance& instance, int32_t node,
                                   const KernelRun& run) {
  const double length = instance.reduction_length(node);
  for (size_t r = 0; r < run.results().size(); ++r) {
    const OperandView& expected = instance.view({node, static_cast<int32_t>(r)});
    const OpCase& op_case = instance.op_case();
    const double relative =
        (8 + 2 * length) * unit_roundoff(compute_dtype(expected.dtype)) * op_case.tolerance +
        op_case.step;
    // An element of the result may be rounded the other way: two units of its type.
    const std::string text =
        difference(expected, run.results()[r], relative, 2 * unit_roundoff(expected.dtype));
    if (!text.empty()) return fmt::format("result {} {}", r, text);
  }
  return run.guards_intact() ? "" : "memory beside results or workspace was written";
}

void expect_same_bits_for_any_threads(KernelRun& run) {
  run.run(1);
  const std::string expected = run.result_bytes();
  for (const int threads : {2, 7}) {
    run.run(threads);
    EXPECT_TRUE(run.result_bytes() == expected) << "other bits with " << threads << " threads";
  }
}

// What the kernel says may share memory, of the operands that the node has.
std::vector<Overwrite> permitted_overwrites(const Kernel& kernel, const KernelRun& run,
                                            const std::vector<OperandView>& operands) {
  std::vector<Overwrite> permitted;
  for (size_t r = 0; r < run.results().size(); ++r) {
    const ElementGrid result(run.results()[r]);
    for (size_t o = 0; o < operands.size(); ++o) {
      const uint64_t bit = overwrites(static_cast<int>(r), static_cast<int>(o));
      if ((kernel.may_overwrite & bit) == 0 || !operands[o].present()) continue;
      const ElementGrid operand(operands[o]);
      const bool same_size = operand.rows == result.rows && operand.cols == result.cols &&
                             operand.dtype == result.dtype;
      if (same_size) permitted.push_back({r, o});
    }
  }
  return permitted;
}

// As a planner chooses them: each result and each operand once.
std::vector<Overwrite> all_at_once(const std::vector<Overwrite>& permitted) {
  std::vector<Overwrite> chosen;
  for (const Overwrite& next : permitted) {
    const bool free = std::none_of(chosen.begin(), chosen.end(), [&](const Overwrite& one) {
      return one.result == next.result || one.operand == next.operand;
    });
    if (free) chosen.push_back(next);
  }
  return chosen;
}

// `run` has just run.
void expect_operands_can_be_overwritten(const CaseInstance& instance, int32_t node,
                                        const Kernel& kernel, KernelRun& run) {
  const std::string expected = run.result_bytes();
  const std::vector<Overwrite> permitted =
      permitted_overwrites(kernel, run, instance.operand_views(node));
  for (const Overwrite& one : permitted) {
    run.run_in_place({&one, 1}, 2);
    EXPECT_TRUE(run.result_bytes() == expected)
        << "other bits when result " << one.result << " overwrites operand " << one.operand;
  }
  const std::vector<Overwrite> all = all_at_once(permitted);
  if (all.size() < 2) return;
  run.run_in_place(all, 2);
  EXPECT_TRUE(run.result_bytes() == expected) << "other bits when all results overwrite operands";
}

void expect_agreement_on_every_target(const CaseInstance& instance, int32_t node, KernelRun& run) {
  for_each_simd_target([&](const std::string& target) {
    run.run(2);
    EXPECT_EQ(compare_with_reference(instance, node, run), "") << target;
  });
}

void check_kernel(const CaseInstance& instance, int32_t node, const Kernel& kernel) {
  KernelRun run(instance, node, kernel);
  if (is_reference(kernel)) {
    ASSERT_TRUE(run.accepted()) << run.refusal();
  }
  if (!run.accepted()) return;
  run.run(1);
  EXPECT_EQ(compare_with_reference(instance, node, run), "");
  if (!is_reference(kernel)) expect_same_bits_for_any_threads(run);
  expect_operands_can_be_overwritten(instance, node, kernel, run);
  if (!is_reference(kernel)) expect_agreement_on_every_target(instance, node, run);
}

// Is there a kernel other than the reference that takes a node of the instance?
bool has_tuned_kernel(const CaseInstance& instance) {
  for (const int32_t node : instance.computed_nodes()) {
    for (const Kernel* kernel : kernels_of(*instance.program().nodes[node].op)) {
      if (!is_reference(*kernel) && refusal_of(*kernel, instance, node).empty()) return true;
    }
  }
  return false;
}

using KernelTest = OpCaseTest;

TEST_P(KernelTest, AgreesWithReference) {
  for_each_situation(kernel_situations(), [&](const Situation& situation) {
    for (const DType dtype : {DType::kF32, DType::kBf16, DType::kF64}) {
      CaseInstance instance(*GetParam(), situation, dtype, WithGradient::kYes);
      // Reference kernels in double are what the gradient tests run.
      if (dtype == DType::kF64 && !has_tuned_kernel(instance)) continue;
      instance.run();
      for (const int32_t node : instance.computed_nodes()) {
        for (const Kernel* kernel : kernels_of(*instance.program().nodes[node].op)) {
          SCOPED_TRACE(
              fmt::format("kernel {}, {} rows, node %{}", kernel->name, to_string(dtype), node));
          check_kernel(instance, node, *kernel);
        }
      }
    }
  });
}

INSTANTIATE_TEST_SUITE_P(Ops, KernelTest, testing::ValuesIn(cases_where(nullptr)), case_name);

}  // namespace
}  // namespace heddle::test
