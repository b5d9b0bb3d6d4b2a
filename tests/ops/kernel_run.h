// Runs one kernel on one node of a case, into fresh results.
#pragma once

#include "tests/ops/case_instance.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace heddle::test {

// Result `result` takes the memory of operand `operand`.
struct Overwrite {
  size_t result = 0, operand = 0;
};

// Calls supports, cost and prepare as a planner would (sizes of symbols are their bounds), and run
// as an executor would (sizes of this run, garbage in results and workspace).
class KernelRun {
 public:
  KernelRun(const CaseInstance& instance, int32_t node, const Kernel& kernel);

  bool accepted() const { return refusal_.empty(); }
  const std::string& refusal() const { return refusal_; }

  void run(int threads);
  // Gives results the memory of operands, which must have their sizes.
  void run_in_place(std::span<const Overwrite> overwritten, int threads);

  const std::vector<OperandView>& results() const { return results_; }
  // The bytes of all results, one after another.
  std::string result_bytes() const;
  // Nothing was written beside results and workspace.
  bool guards_intact() const;

 private:
  void run_with(const std::vector<OperandView>& operands, int threads);
  void clear_results();

  const CaseInstance& instance_;
  const Node& node_;
  const Kernel& kernel_;
  std::string refusal_;
  std::vector<OperandView> operands_, results_;
  std::vector<std::unique_ptr<GuardedBuffer>> buffers_;
  std::unique_ptr<GuardedBuffer> workspace_;
  std::shared_ptr<const void> prepared_;
};

// Why the kernel does not take the node; "" if it does.
std::string refusal_of(const Kernel& kernel, const CaseInstance& instance, int32_t node);

// All kernels of the table for the operator, the reference kernel first.
std::vector<const Kernel*> kernels_of(const OpDef& op);

}  // namespace heddle::test
