#include "heddle/ir/op_def.h"

#include "heddle/ir/builder.h"

#include <algorithm>

namespace heddle {

const Type& GradientCall::operand_type(size_t i) const {
  return builder.program().type(node.operands[i]);
}

const OpDef* find_op(OpTable table, std::string_view name) {
  for (const OpDef* op : table) {
    if (op->name == name) return op;
  }
  return nullptr;
}

const OpDef kInput = {
    .name = "input",
    .results = {"x"},
    .attributes = {{"name", std::string()}, {"constant", false}},
    .is_source = true,
};

const OpDef kAdjacency = {
    .name = "adjacency",
    .results = {"a"},
    .attributes = {{"name", std::string()}, {"self_loops", false}, {"inverse_relations", false}},
    .is_source = true,
};

const OpDef kState = {
    .name = "state",
    .results = {"w"},
    .attributes = {{"slot", std::string()}},
    .is_source = true,
};

}  // namespace heddle

fmt::appender fmt::formatter<heddle::TypeDescription>::format(
    const heddle::TypeDescription& description, fmt::format_context& context) const {
  const std::string text = heddle::to_string(description.type, description.program);
  return std::copy(text.begin(), text.end(), context.out());
}
