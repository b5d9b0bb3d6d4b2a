// One call of an operator outside a Program, on random operands: what benchmarks measure.
#pragma once

#include "apps/heddle/bench_rows.h"
#include "heddle/kernels/kernel.h"
#include "heddle/tensor/buffer.h"

#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace heddle::cli {

class KernelCall {
 public:
  // `workspace` is shared by calls that never run at the same time, and grows with their bodies;
  // null: every body has its own.
  KernelCall(const OpDef& op, Attributes attributes, int threads, Buffer* workspace = nullptr)
      : op_(op), attributes_(std::move(attributes)), threads_(threads), workspace_(workspace) {}
  KernelCall(const KernelCall&) = delete;
  KernelCall& operator=(const KernelCall&) = delete;

  // Dense or csr values in [-1, 1) of their own memory, or an absent operand. Positions of kept
  // columns are results first.
  void add_operand(const Type& type, const AdjacencyView* structure = nullptr);
  void add_adjacency(const Type& type, const AdjacencyView& adjacency);
  void add_shared(const Type& type, const OperandView& view);
  // After all operands: those that are left out are absent.
  void add_result(const Type& type);
  void add_shared_result(const Type& type, const OperandView& view);

  KernelQuery query() const { return {&op_, operand_types_, result_types_, attributes_, threads_}; }
  // Its bytes alone: the rates of the machine are not known.
  Cost cost(const Kernel& kernel) const { return kernel.cost(query(), HardwareProfile()); }
  const OperandView& operand(size_t i) const { return operands_[i]; }
  const OperandView& result(size_t i = 0) const { return results_[i]; }

  // Every kernel but the reference that accepts the call.
  std::vector<const Kernel*> tuned_kernels() const;
  // What to time: the kernel on these operands. Borrows them.
  std::function<void()> body(const Kernel& kernel);
  // Kernel, types and work are filled in; sizes, times and direction are the caller's.
  BenchRow row(const Kernel& kernel) const;

 private:
  OperandView make_view(const Type& type);

  const OpDef& op_;
  Attributes attributes_;
  int threads_;
  Buffer* workspace_;
  std::vector<Type> operand_types_, result_types_;
  std::vector<OperandView> operands_, results_;
  std::deque<Buffer> buffers_;
};

}  // namespace heddle::cli
