#include "heddle/passes/lifetimes.h"

#include "heddle/ir/op_def.h"

namespace heddle {

Lifetimes::Lifetimes(const Program& program) {
  find_readers(program);
  add_up_bytes(program);
}

Lifetimes::Buffer& Lifetimes::buffer(Value value) {
  return buffers_[static_cast<size_t>(value.node)][static_cast<size_t>(value.result)];
}

const Lifetimes::Buffer& Lifetimes::buffer(Value value) const {
  return buffers_[static_cast<size_t>(value.node)][static_cast<size_t>(value.result)];
}

Value Lifetimes::base(Value value) const { return buffer(value).base; }

const std::vector<int32_t>& Lifetimes::readers(Value base) const { return buffer(base).readers; }

int32_t Lifetimes::last_use(Value base) const {
  const Buffer& b = buffer(base);
  if (b.forever) return kForever;
  return b.readers.empty() ? base.node : b.readers.back();
}

void Lifetimes::find_readers(const Program& program) {
  for (int32_t i = 0; i < static_cast<int32_t>(program.nodes.size()); ++i) {
    const Node& node = program.nodes[static_cast<size_t>(i)];
    std::vector<Buffer>& results = buffers_.emplace_back(node.results.size());
    for (size_t r = 0; r < results.size(); ++r) {
      results[r].base = {i, static_cast<int32_t>(r)};
      results[r].forever = node.op->is_source || node.once;
    }
    if (node.op->is_alias) {
      results[0].base = base(node.operands[0]);
      continue;
    }
    for (const Value operand : node.operands) {
      if (operand.present()) buffer(base(operand)).readers.push_back(i);
    }
  }
  for (const Output& output : program.outputs) buffer(base(output.value)).forever = true;
  for (const Update& update : program.updates) buffer(base(update.value)).forever = true;
}

void Lifetimes::add_up_bytes(const Program& program) {
  const size_t count = program.nodes.size();
  std::vector<int64_t> change(count + 1, 0);
  for (int32_t i = 0; i < static_cast<int32_t>(count); ++i) {
    const Node& node = program.nodes[static_cast<size_t>(i)];
    if (node.op->is_source || node.once) continue;
    for (int32_t r = 0; r < static_cast<int32_t>(node.results.size()); ++r) {
      const Value value = {i, r};
      if (base(value) != value) continue;
      const size_t end =
          last_use(value) == kForever ? count : static_cast<size_t>(last_use(value)) + 1;
      const int64_t bytes = program.type(value).bytes();
      change[static_cast<size_t>(i)] += bytes;
      change[end] -= bytes;
    }
  }
  int64_t sum = 0;
  for (size_t i = 0; i < count; ++i) live_bytes_.push_back(sum += change[i]);
}

}  // namespace heddle
