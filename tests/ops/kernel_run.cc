#include "tests/ops/kernel_run.h"

#include <cstring>

namespace heddle::test {
namespace {

constexpr int kPlannedThreads = 2;

}  // namespace

KernelRun::KernelRun(const CaseInstance& instance, int32_t node, const Kernel& kernel)
    : instance_(instance),
      node_(instance.program().nodes[static_cast<size_t>(node)]),
      kernel_(kernel),
      refusal_(refusal_of(kernel, instance, node)),
      operands_(instance.operand_views(node)) {
  if (!accepted()) return;
  const std::vector<Type> types = instance.operand_types(node);
  const KernelQuery query = {node_.op, types, node_.results, node_.attributes, kPlannedThreads};
  workspace_ =
      std::make_unique<GuardedBuffer>(kernel.cost(query, HardwareProfile{}).workspace_bytes);
  if (kernel.prepare != nullptr) prepared_ = kernel.prepare(query);
  for (size_t r = 0; r < node_.results.size(); ++r) {
    const Value value = {node, static_cast<int32_t>(r)};
    OperandView view = instance.view(value);  // of the reference: sizes, row ids, structure
    const ElementGrid grid(view);
    buffers_.push_back(
        std::make_unique<GuardedBuffer>(grid.rows * grid.cols * size_of(view.dtype)));
    view.data = buffers_.back()->data();
    results_.push_back(view);
  }
}

void KernelRun::clear_results() {
  for (size_t r = 0; r < buffers_.size(); ++r) {
    buffers_[r]->fill(is_floating(results_[r].dtype) ? 0xFF : 0x7F);
  }
}

void KernelRun::run_with(const std::vector<OperandView>& operands, int threads) {
  workspace_->fill(0xFF);
  kernel_.run({.operands = operands,
               .results = results_,
               .attributes = &node_.attributes,
               .prepared = prepared_.get(),
               .workspace = workspace_->data(),
               .threads = threads,
               .seed = kCaseSeed,
               .step = kCaseStep});
}

void KernelRun::run(int threads) {
  clear_results();
  run_with(operands_, threads);
}

void KernelRun::run_in_place(std::span<const Overwrite> overwritten, int threads) {
  clear_results();
  std::vector<OperandView> operands = operands_;
  for (const auto [r, o] : overwritten) {
    const ElementGrid from(operands_[o]), to(results_[r]);
    for (int64_t row = 0; row < from.rows; ++row) {
      for (int64_t col = 0; col < from.cols; ++col) to.set(row, col, from.get(row, col));
    }
    operands[o] = results_[r];
    operands[o].heads = operands_[o].heads;
  }
  run_with(operands, threads);
}

std::string KernelRun::result_bytes() const {
  std::string bytes;
  for (const auto& buffer : buffers_) {
    bytes.append(reinterpret_cast<const char*>(buffer->data()),
                 static_cast<size_t>(buffer->bytes()));
  }
  return bytes;
}

bool KernelRun::guards_intact() const {
  for (const auto& buffer : buffers_) {
    if (!buffer->guards_intact()) return false;
  }
  return workspace_->guards_intact();
}

std::string refusal_of(const Kernel& kernel, const CaseInstance& instance, int32_t index) {
  const Node& node = instance.program().nodes[static_cast<size_t>(index)];
  const std::vector<Type> types = instance.operand_types(index);
  return kernel.supports({node.op, types, node.results, node.attributes, kPlannedThreads}).reason;
}

std::vector<const Kernel*> kernels_of(const OpDef& op) {
  std::vector<const Kernel*> kernels;
  for (const Kernel* kernel : kernel_table()) {
    if (kernel->op == &op) kernels.push_back(kernel);
  }
  return kernels;
}

}  // namespace heddle::test
