// The lists are complete: every operator has cases, every kernel is run by one.

#include "heddle/hardware/cpu_features.h"
#include "heddle/ops/op_list.h"
#include "tests/ops/case_params.h"
#include "tests/ops/kernel_run.h"

#include <set>
#include <string>

namespace heddle::test {
namespace {

struct Covered {
  std::set<const OpDef*> ops;
  std::set<const Kernel*> kernels;
};

void cover(const CaseInstance& instance, Covered& covered) {
  for (const Node& node : instance.program().nodes) covered.ops.insert(node.op);
  for (const int32_t node : instance.computed_nodes()) {
    for (const Kernel* kernel : kernels_of(*instance.program().nodes[node].op)) {
      if (covered.kernels.contains(kernel)) continue;
      if (refusal_of(*kernel, instance, node).empty()) covered.kernels.insert(kernel);
    }
  }
}

Covered cover_all() {
  Covered covered;
  for (const OpCase& op_case : op_cases()) {
    for (const Situation& situation : kernel_situations()) {
      if (op_case.fits != nullptr && !op_case.fits(situation)) continue;
      for (const DType dtype : {DType::kF64, DType::kF32, DType::kBf16}) {
        cover(CaseInstance(op_case, situation, dtype, WithGradient::kYes), covered);
      }
    }
  }
  return covered;
}

TEST(OpCoverage, EveryOperatorHasCasesAndEveryKernelIsRun) {
  const Covered covered = cover_all();
  for (const OpDef* op : op_table()) {
    if (op->is_source) continue;
    EXPECT_TRUE(covered.ops.contains(op)) << "no case for " << op->name;
  }
  for (const Kernel* kernel : kernel_table()) {
    if (kernel->name.ends_with("_avx512") && !cpu_features().avx512_vbmi2) continue;
    EXPECT_TRUE(covered.kernels.contains(kernel)) << "no case that takes " << kernel->name;
  }
}

TEST(OpCoverage, NamesAreUnique) {
  std::set<std::string_view> cases, kernels, ops;
  for (const OpCase& op_case : op_cases()) {
    EXPECT_TRUE(cases.insert(op_case.name).second) << op_case.name;
  }
  for (const Kernel* kernel : kernel_table()) {
    EXPECT_TRUE(kernels.insert(kernel->name).second) << kernel->name;
  }
  for (const OpDef* op : op_table()) EXPECT_TRUE(ops.insert(op->name).second) << op->name;
}

TEST(OpCoverage, EveryComputedOperatorHasWorkAndAReferenceKernel) {
  for (const OpDef* op : op_table()) {
    if (op->is_source) continue;
    EXPECT_NE(op->infer_types, nullptr) << op->name;
    EXPECT_NE(op->work, nullptr) << op->name;
    if (op->is_alias) continue;
    EXPECT_EQ(reference_kernel(*op).op, op);
  }
}

}  // namespace
}  // namespace heddle::test
