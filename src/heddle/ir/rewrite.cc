#include "heddle/ir/rewrite.h"

#include "heddle/base/error.h"
#include "heddle/ir/op_def.h"

#include <utility>

namespace heddle {
namespace {

Program header_of(const Program& source) {
  Program program;
  program.name = source.name;
  program.spaces = source.spaces;
  program.slots = source.slots;
  program.streams = source.streams;
  return program;
}

}  // namespace

Rewriter::Rewriter(const Program& source)
    : source_(source), target_(header_of(source)), builder_(target_), values_(source.nodes.size()) {
  for (size_t i = 0; i < source.nodes.size(); ++i)
    values_[i].resize(source.nodes[i].results.size());
}

Value Rewriter::mapped(Value old_value) const {
  if (!old_value.present()) return kNoValue;
  const Value value =
      values_[static_cast<size_t>(old_value.node)][static_cast<size_t>(old_value.result)];
  check(value.present(), "rewrite: a value is used before it was mapped");
  return value;
}

void Rewriter::map(Value old_value, Value new_value) {
  values_[static_cast<size_t>(old_value.node)][static_cast<size_t>(old_value.result)] = new_value;
}

void Rewriter::copy(int32_t index) {
  Node node = source_.nodes[static_cast<size_t>(index)];
  for (Value& operand : node.operands) operand = mapped(operand);
  const auto results = static_cast<int32_t>(node.results.size());
  const Value first = builder_.append_node(std::move(node));
  for (int32_t r = 0; r < results; ++r) map({index, r}, {first.node, r});
}

Program Rewriter::finish() {
  for (const Output& output : source_.outputs) {
    target_.outputs.push_back({output.name, mapped(output.value)});
  }
  for (const Update& update : source_.updates) {
    target_.updates.push_back({update.slot, mapped(update.value)});
  }
  return std::move(target_);
}

}  // namespace heddle
