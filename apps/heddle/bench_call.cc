#include "apps/heddle/bench_call.h"

#include "heddle/base/parallel.h"
#include "heddle/base/philox.h"

namespace heddle::cli {
namespace {

// Row i of the values gets the numbers of block i, whatever the number of threads.
constexpr int64_t kBlock = 4096;

template <class T>
void fill(std::span<T> values, const RandomStream& random, int threads) {
  const auto size = static_cast<int64_t>(values.size());
  parallel_for(threads, (size + kBlock - 1) / kBlock, [&](int64_t block) {
    const int64_t end = std::min(size, (block + 1) * kBlock);
    for (int64_t i = block * kBlock; i < end; ++i) {
      const auto word = random.word(block, i - block * kBlock);
      values[static_cast<size_t>(i)] = T(2 * uniform_from_word(word) - 1);
    }
  });
}

}  // namespace

OperandView KernelCall::make_view(const Type& type) {
  Buffer& buffer = buffers_.emplace_back(type.elements() * size_of(type.dtype));
  const RandomStream random = {.seed = 1, .stream = static_cast<uint32_t>(buffers_.size())};
  if (type.dtype == DType::kBf16) {
    fill(buffer.as<Bf16>(), random, threads_);
  } else if (type.dtype == DType::kF32) {
    fill(buffer.as<float>(), random, threads_);
  }
  OperandView view;
  view.data = buffer.data();
  view.rows = type.rows;
  view.cols = view.stride = type.stored_cols();
  view.bits = type.bits;
  view.hub_bits = type.hub_bits;
  view.group = type.group;
  view.dtype = type.dtype;
  return view;
}

void KernelCall::add_operand(const Type& type, const AdjacencyView* structure) {
  operand_types_.push_back(type);
  operands_.push_back(type.present() ? make_view(type) : OperandView());
  operands_.back().adjacency = structure;
}

void KernelCall::add_adjacency(const Type& type, const AdjacencyView& adjacency) {
  OperandView view;
  view.rows = adjacency.rows;
  view.cols = adjacency.cols;
  view.adjacency = &adjacency;
  add_shared(type, view);
}

void KernelCall::add_shared(const Type& type, const OperandView& view) {
  operand_types_.push_back(type);
  operands_.push_back(view);
}

void KernelCall::add_result(const Type& type) { add_shared_result(type, make_view(type)); }

void KernelCall::add_shared_result(const Type& type, const OperandView& view) {
  while (operands_.size() < op_.operands.size()) add_operand({});
  result_types_.push_back(type);
  results_.push_back(view);
}

std::vector<const Kernel*> KernelCall::tuned_kernels() const {
  std::vector<const Kernel*> found;
  for (const Kernel* kernel : kernel_table()) {
    const bool is_tuned = kernel->op == &op_ && kernel != &reference_kernel(op_);
    if (is_tuned && kernel->supports(query()).accepted()) found.push_back(kernel);
  }
  return found;
}

std::function<void()> KernelCall::body(const Kernel& kernel) {
  const int64_t bytes = cost(kernel).workspace_bytes;
  Buffer& workspace = workspace_ == nullptr ? buffers_.emplace_back(bytes) : *workspace_;
  if (workspace.bytes() < bytes) workspace = Buffer(bytes);
  auto prepared = kernel.prepare == nullptr ? nullptr : kernel.prepare(query());
  return [this, &kernel, &workspace, prepared] {
    kernel.run({.operands = operands_,
                .results = results_,
                .attributes = &attributes_,
                .prepared = prepared.get(),
                .workspace = workspace.data(),
                .threads = threads_});
  };
}

BenchRow KernelCall::row(const Kernel& kernel) const {
  const Work work = op_.work({operand_types_, result_types_, attributes_});
  BenchRow row;
  row.kernel = kernel.name;
  const bool has_second = operand_types_.size() > 1 && operand_types_[1].present();
  row.dtype = to_string(operand_types_[has_second ? 1 : 0].dtype);
  row.encoding = operand_types_[0].form == Form::kCsr ? "csr" : "dense";
  row.bytes = work.bytes;
  row.flops = work.flops;
  return row;
}

}  // namespace heddle::cli
