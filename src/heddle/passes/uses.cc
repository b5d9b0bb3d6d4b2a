#include "heddle/passes/uses.h"

namespace heddle {

Uses::Uses(const Program& program) : program_(program) {
  uses_.reserve(program.nodes.size());
  for (const Node& node : program.nodes) uses_.emplace_back(node.results.size());
  for (size_t i = 0; i < program.nodes.size(); ++i) {
    for (const Value operand : program.nodes[i].operands) {
      if (!operand.present()) continue;
      ++use(operand).count;
      use(operand).last_node = static_cast<int32_t>(i);
    }
  }
  const auto leaves = [&](Value value) {
    ++use(value).count;
    use(value).last_node = -1;
  };
  for (const Output& output : program.outputs) leaves(output.value);
  for (const Update& update : program.updates) leaves(update.value);
}

Uses::Use& Uses::use(Value value) {
  return uses_[static_cast<size_t>(value.node)][static_cast<size_t>(value.result)];
}

const Uses::Use& Uses::use(Value value) const {
  return uses_[static_cast<size_t>(value.node)][static_cast<size_t>(value.result)];
}

int32_t Uses::count(Value value) const { return use(value).count; }

int32_t Uses::only_user(Value value) const {
  return use(value).count == 1 ? use(value).last_node : -1;
}

const Node* Uses::producer_used_once(Value value, const OpDef& op) const {
  if (!value.present() || value.result != 0 || count(value) != 1) return nullptr;
  const Node& node = program_.node(value);
  return node.op == &op ? &node : nullptr;
}

}  // namespace heddle
