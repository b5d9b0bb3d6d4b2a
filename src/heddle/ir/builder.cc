#include "heddle/ir/builder.h"

#include "heddle/base/error.h"
#include "heddle/ir/type_check.h"

#include <utility>

namespace heddle {
namespace {

void require_operands(const Program& program, const OpDef& op, const std::vector<Value>& operands) {
  require(operands.size() == op.operands.size(), "{}: {} operands given, {} needed", op.name,
          operands.size(), op.operands.size());
  for (size_t i = 0; i < operands.size(); ++i) {
    const Value value = operands[i];
    require(value.present() || op.operands[i].optional, "{}: operand '{}' is missing", op.name,
            op.operands[i].name);
    require(!value.present() ||
                (value.node < static_cast<int64_t>(program.nodes.size()) && value.result >= 0 &&
                 value.result < static_cast<int64_t>(program.node(value).results.size())),
            "{}: operand '{}' is %{}.{}, which is no value of this program", op.name,
            op.operands[i].name, value.node, value.result);
  }
}

void require_results(const Program& program, const Node& node) {
  const OpDef& op = *node.op;
  check(node.results.size() == op.results.size(), op.name);
  for (const Type& type : node.results) {
    const std::string problem = type_problem(type, program);
    require(problem.empty(), "{}: {}", op.name, problem);
  }
  if (!op.is_source) return;
  const Type& type = node.results[0];
  require(type.is_adjacency() == (&op == &kAdjacency), "{}: {} given, needs {}", op.name,
          TypeDescription{type, program}, type.is_adjacency() ? "a matrix" : "an adjacency");
}

// A node that is copied has all of them already.
bool has_all_attributes(const OpDef& op, const Attributes& given) {
  if (given.entries().size() != op.attributes.size()) return false;
  for (const AttributeDef& def : op.attributes) {
    const Attribute* known = given.find(def.name);
    if (known == nullptr || known->index() != def.default_value.index()) return false;
  }
  return true;
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
  require(is_space_name(space.name), "space '{}': its name is no word", space.name);
  require(space.size >= 0 && space.size <= kMaxRows, "space '{}': size {} is out of range",
          space.name, space.size);
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
  const int32_t known = slots_.find(slot.name);
  if (known < 0) {
    const std::string problem = type_problem(type, *program_);
    require(problem.empty(), "slot '{}': {}", slot.name, problem);
    program_->slots.push_back(slot);
  } else {
    require(program_->slots[static_cast<size_t>(known)] == slot,
            "slot '{}': declared twice, differently", slot.name);
    const Value read = slots_.read_of(known);
    if (read.present()) return read;
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
  // Optional operands at the end may be left out.
  if (node.operands.size() < op.operands.size()) node.operands.resize(op.operands.size());
  require_operands(*program_, op, node.operands);
  require(op.has_region == (node.region != nullptr), "{}: region missing or not allowed", op.name);
  if (!has_all_attributes(op, node.attributes)) {
    node.attributes = with_defaults(op, node.attributes);
  }
  if (!op.is_source) {
    std::vector<Type> types;
    for (const Value operand : node.operands) types.push_back(program_->type(operand));
    node.results = op.infer_types({op.name, types, node.attributes, *program_, node.region.get()});
  }
  require_results(*program_, node);
  program_->nodes.push_back(std::move(node));
  return {static_cast<int32_t>(program_->nodes.size()) - 1, 0};
}

void Builder::output(std::string_view name, Value value) {
  require(value.present(), "output '{}': has no value", name);
  require(!program_->find_output(name).present(), "output '{}': declared twice", name);
  program_->outputs.push_back({std::string(name), value});
}

void Builder::update(std::string_view slot, Value value) {
  const int32_t index = slots_.find(slot);
  require(index >= 0, "update: there is no slot '{}'", slot);
  const Type& wanted = program_->slots[static_cast<size_t>(index)].type;
  require(type(value) == wanted, "update: slot '{}' is {}, the value is {}", slot,
          TypeDescription{wanted, *program_}, TypeDescription{type(value), *program_});
  require(!slots_.is_written(index), "update: slot '{}' is written twice", slot);
  program_->updates.push_back({index, value});
}

}  // namespace heddle
