#include "heddle/ir/builder.h"

#include "heddle/base/error.h"

#include <algorithm>
#include <utility>

namespace heddle {
namespace {

void require_operands(const OpDef& op, const std::vector<Value>& operands) {
  require(operands.size() == op.operands.size(), "{}: {} operands given, {} needed", op.name,
          operands.size(), op.operands.size());
  for (size_t i = 0; i < operands.size(); ++i) {
    require(operands[i].present() || op.operands[i].optional, "{}: operand '{}' is missing",
            op.name, op.operands[i].name);
  }
}

Attributes with_defaults(const OpDef& op, const Attributes& given) {
  Attributes all;
  for (const AttributeDef& def : op.attributes) all.set(def.name, def.default_value);
  for (const auto& [name, value] : given.entries()) {
    const Attribute* known = all.find(name);
    require(known != nullptr, "{}: unknown attribute '{}'", op.name, name);
    require(known->index() == value.index(), "{}: attribute {} = {} has the wrong type", op.name,
            name, to_string(value));
    all.set(name, value);
  }
  return all;
}

}  // namespace

SpaceId Builder::add_space(const Space& space) {
  require(space.size >= 0, "space '{}': size {} is negative", space.name, space.size);
  for (size_t i = 0; i < program_->spaces.size(); ++i) {
    if (program_->spaces[i].name != space.name) continue;
    require(program_->spaces[i] == space, "space '{}': declared twice, differently", space.name);
    return static_cast<SpaceId>(i);
  }
  program_->spaces.push_back(space);
  return static_cast<SpaceId>(program_->spaces.size()) - 1;
}

Value Builder::input(std::string_view name, const Type& type, bool constant) {
  Node node;
  node.op = &kInput;
  node.attributes = {{"name", std::string(name)}, {"constant", constant}};
  node.results = {type};
  return append_node(std::move(node));
}

Value Builder::adjacency(std::string_view name, const Type& type, const AdjacencyOptions& options) {
  Node node;
  node.op = &kAdjacency;
  node.attributes = {{"name", std::string(name)},
                     {"self_loops", options.self_loops},
                     {"inverse_relations", options.inverse_relations}};
  node.results = {type};
  return append_node(std::move(node));
}

Value Builder::state(std::string_view name, const Type& type, SlotRole role,
                     Initializer initializer) {
  const Slot slot = {scope_ + std::string(name), type, role, initializer};
  const int32_t known = program_->find_slot(slot.name);
  if (known < 0) {
    program_->slots.push_back(slot);
  } else {
    require(program_->slots[static_cast<size_t>(known)] == slot,
            "slot '{}': declared twice, differently", slot.name);
    for (size_t i = 0; i < program_->nodes.size(); ++i) {
      const Node& node = program_->nodes[i];
      if (node.op == &kState && node.attributes.text("slot") == slot.name) {
        return {static_cast<int32_t>(i), 0};
      }
    }
  }
  Node node;
  node.op = &kState;
  node.attributes = {{"slot", slot.name}};
  node.results = {type};
  return append_node(std::move(node));
}

Value Builder::append(const OpDef& op, std::vector<Value> operands, Attributes attributes) {
  Node node;
  node.op = &op;
  node.operands = std::move(operands);
  node.attributes = std::move(attributes);
  return append_node(std::move(node));
}

std::vector<Value> Builder::append_multi(const OpDef& op, std::vector<Value> operands,
                                         Attributes attributes) {
  const Value first = append(op, std::move(operands), std::move(attributes));
  std::vector<Value> results;
  for (size_t i = 0; i < op.results.size(); ++i) {
    results.push_back({first.node, static_cast<int32_t>(i)});
  }
  return results;
}

Value Builder::append_node(Node node) {
  const OpDef& op = *node.op;
  require_operands(op, node.operands);
  node.attributes = with_defaults(op, node.attributes);
  if (!op.is_source) {
    std::vector<Type> types;
    for (const Value operand : node.operands) types.push_back(program_->type(operand));
    node.results = op.infer_types({op.name, types, node.attributes, *program_, node.region.get()});
  }
  check(node.results.size() == op.results.size(), op.name);
  program_->nodes.push_back(std::move(node));
  return {static_cast<int32_t>(program_->nodes.size()) - 1, 0};
}

void Builder::output(std::string_view name, Value value) {
  require(value.present(), "output '{}': has no value", name);
  require(!program_->find_output(name).present(), "output '{}': declared twice", name);
  program_->outputs.push_back({std::string(name), value});
}

void Builder::update(std::string_view slot, Value value) {
  const int32_t index = program_->find_slot(slot);
  require(index >= 0, "update: there is no slot '{}'", slot);
  const Type& wanted = program_->slots[static_cast<size_t>(index)].type;
  require(type(value) == wanted, "update: slot '{}' is {}, the value is {}", slot,
          to_string(wanted, *program_), to_string(type(value), *program_));
  const bool twice = std::any_of(program_->updates.begin(), program_->updates.end(),
                                 [&](const Update& update) { return update.slot == index; });
  require(!twice, "update: slot '{}' is written twice", slot);
  program_->updates.push_back({index, value});
}

}  // namespace heddle
