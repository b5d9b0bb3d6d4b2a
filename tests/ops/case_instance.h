// A case as a Program with operands of random numbers, evaluated node by node on the reference
// kernels. With its gradient: the gradient rule of the node under test is applied to a random
// gradient of result 0, an input like the operands.
#pragma once

#include "heddle/kernels/kernel.h"
#include "tests/ops/cases.h"
#include "tests/ops/elements.h"

#include <deque>
#include <memory>
#include <vector>

namespace heddle::test {

inline constexpr uint64_t kCaseSeed = 11;  // of random operators and of operands
inline constexpr uint32_t kCaseStep = 3;

enum class WithGradient : bool { kNo, kYes };

class CaseInstance {
 public:
  CaseInstance(const OpCase& op_case, const Situation& situation, DType dtype,
               WithGradient with_gradient);

  struct Wanted {
    size_t position = 0;  // of the operand
    Value operand;
    Value gradient;  // kNoValue if the rule returned none
  };

  const OpCase& op_case() const { return op_case_; }
  const Program& program() const { return program_; }
  Value result() const { return result_; }
  Value d_result() const { return d_result_; }
  const std::vector<Wanted>& wanted() const { return wanted_; }

  const OperandView& view(Value value) const;
  std::vector<OperandView> operand_views(int32_t node) const;
  std::vector<Type> operand_types(int32_t node) const;
  // Nodes that a kernel computes.
  std::vector<int32_t> computed_nodes() const;

  // Makes operands and memory the first time, then runs all of them in order. Views exist from then
  // on.
  void run();
  void run_node(int32_t node);

  // Size of the space (or the constant number of rows) in this run.
  int64_t bound_rows(const Type& type) const;
  // A view of memory that is still to be given: sizes of this run.
  OperandView shape_of(Value value) const;
  // The largest number of terms in a sum that the node computes, roughly; for tolerances.
  double reduction_length(int32_t node) const;

 private:
  void build(WithGradient with_gradient);
  void append_gradient();
  void make_values();
  void make_adjacencies();
  void make_input(Value value, const Fill& fill);
  void make_result(Value value);
  void make_alias(int32_t node);
  void fill(const OperandView& view, const Fill& fill, uint32_t stream) const;
  void fill_positions(const OperandView& view, int64_t cols, uint32_t stream) const;

  OpCase op_case_;
  Situation situation_;
  DType dtype_;
  Program program_;
  std::vector<CaseInput> inputs_;
  Value result_, d_result_;
  std::vector<Wanted> wanted_;
  std::unique_ptr<Adjacency> graph_;
  std::deque<Adjacency> patterns_;  // of csr operands
  std::deque<GuardedBuffer> buffers_;
  std::vector<int32_t> row_ids_;
  std::vector<std::vector<OperandView>> views_;
};

}  // namespace heddle::test
