#include "heddle/ir/verifier.h"

#include "heddle/base/error.h"
#include "heddle/ir/op_def.h"
#include "heddle/ir/type_check.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <string>
#include <unordered_map>

namespace heddle {
namespace {

// "%3 = spmm", made into text only if a message needs it.
struct NodeName {
  size_t index;
  std::string_view op;
};

}  // namespace
}  // namespace heddle

template <>
struct fmt::formatter<heddle::NodeName> {
  constexpr const char* parse(fmt::format_parse_context& context) { return context.begin(); }
  fmt::appender format(const heddle::NodeName& name, fmt::format_context& context) const {
    const std::string text = fmt::format("%{} = {}", name.index, name.op);
    return std::copy(text.begin(), text.end(), context.out());
  }
};

namespace heddle {
namespace {

// RandomStream keeps 24 bits for the number of a stream.
constexpr int64_t kMaxStreams = int64_t{1} << 24;

using SlotsByName = std::unordered_map<std::string_view, const Slot*>;

NodeName name_of(const Program& program, size_t index) {
  return {index, program.nodes[index].op->name};
}

void verify_type(const Type& type, const Program& program, const NodeName& where) {
  const std::string problem = type_problem(type, program);
  require(problem.empty(), "{}: {}", where, problem);
}

// What the text or the Builder gave a source instead of a type rule.
void verify_source(const Program& program, size_t index, const Node& node) {
  const bool is_adjacency = node.results[0].is_adjacency();
  require(is_adjacency == (node.op == &kAdjacency), "{}: is {}, needs {}", name_of(program, index),
          to_string(node.results[0], program), is_adjacency ? "a matrix" : "an adjacency");
}

void verify_attributes(const Program& program, size_t index, const Node& node) {
  const auto& given = node.attributes.entries();
  require(given.size() == node.op->attributes.size(), "{}: {} attributes, {} needed",
          name_of(program, index), given.size(), node.op->attributes.size());
  for (const AttributeDef& def : node.op->attributes) {
    const Attribute* attribute = node.attributes.find(def.name);
    require(attribute != nullptr && attribute->index() == def.default_value.index(),
            "{}: attribute {} is missing or has the wrong type", name_of(program, index), def.name);
  }
  if (!node.op->is_random) return;
  const int64_t stream = node.attributes.integer("stream");
  require(stream >= 0 && stream < kMaxStreams, "{}: stream {} is out of range",
          name_of(program, index), stream);
}

void verify_operands(const Program& program, size_t index, const Node& node) {
  for (size_t i = 0; i < node.operands.size(); ++i) {
    const Value operand = node.operands[i];
    require(operand.present() || node.op->operands[i].optional, "{}: operand '{}' is missing",
            name_of(program, index), node.op->operands[i].name);
    if (!operand.present()) continue;
    const bool earlier = operand.node < static_cast<int64_t>(index);
    require(earlier && operand.result >= 0 &&
                operand.result < static_cast<int64_t>(program.node(operand).results.size()),
            "{}: operand %{}.{} does not stand before it", name_of(program, index), operand.node,
            operand.result);
  }
}

void verify_inferred(const Program& program, size_t index, const Node& node) {
  std::vector<Type> operands;
  for (const Value operand : node.operands) operands.push_back(program.type(operand));
  const std::vector<Type> inferred =
      node.op->infer_types({node.op->name, operands, node.attributes, program, node.region.get()});
  require(inferred == node.results, "{}: stated types differ from the operator's rule",
          name_of(program, index));
}

void verify_state(const Program& program, const SlotsByName& slots, size_t index,
                  const Node& node) {
  const std::string& name = node.attributes.text("slot");
  const auto slot = slots.find(name);
  require(slot != slots.end(), "{}: there is no slot '{}'", name_of(program, index), name);
  require(slot->second->type == node.results[0], "{}: slot '{}' has another type",
          name_of(program, index), name);
}

void verify_once(const Program& program, size_t index, const Node& node) {
  if (!node.once) return;
  require(!node.op->is_source && !node.op->is_random, "{}: cannot be computed once",
          name_of(program, index));
  for (const Value operand : node.operands) {
    require(!operand.present() || is_constant(program, operand),
            "{}: computed once, but operand %{} changes", name_of(program, index), operand.node);
  }
}

void verify_node(const Program& program, const SlotsByName& slots, size_t index) {
  const Node& node = program.nodes[index];
  require(node.op != nullptr, "%{}: has no operator", index);
  require(node.operands.size() == node.op->operands.size() &&
              node.results.size() == node.op->results.size(),
          "{}: wrong number of operands or results", name_of(program, index));
  require(node.recompute_group >= 0, "{}: recompute group {} is negative", name_of(program, index),
          node.recompute_group);
  require(node.op->has_region == (node.region != nullptr), "{}: region missing or not allowed",
          name_of(program, index));
  verify_attributes(program, index, node);
  verify_operands(program, index, node);
  for (const Type& type : node.results) verify_type(type, program, name_of(program, index));
  node.op->is_source ? verify_source(program, index, node) : verify_inferred(program, index, node);
  if (node.op == &kState) verify_state(program, slots, index, node);
  verify_once(program, index, node);
  if (node.region != nullptr) verify(*node.region);
}

void verify_declarations(const Program& program) {
  std::set<std::string_view> spaces, slots, outputs;
  for (const Space& space : program.spaces) {
    require(is_space_name(space.name), "space '{}': its name is no word", space.name);
    require(spaces.insert(space.name).second, "space '{}': declared twice", space.name);
    require(space.size >= 0 && space.size <= kMaxRows, "space '{}': size {} is out of range",
            space.name, space.size);
  }
  for (const Slot& slot : program.slots) {
    require(slots.insert(slot.name).second, "slot '{}': declared twice", slot.name);
    const std::string problem = type_problem(slot.type, program);
    require(problem.empty(), "slot '{}': {}", slot.name, problem);
  }
  for (const Output& output : program.outputs) {
    require(outputs.insert(output.name).second, "output '{}': declared twice", output.name);
  }
  require(program.streams >= 0 && program.streams <= kMaxStreams,
          "the program has {} random streams, needs 0 to {}", program.streams, kMaxStreams);
}

void verify_sources(const Program& program) {
  std::set<std::string_view> sources;
  for (const Node& node : program.nodes) {
    if (node.op != &kInput && node.op != &kAdjacency) continue;
    const std::string& name = node.attributes.text("name");
    require(sources.insert(name).second, "input '{}': declared twice", name);
  }
}

void verify_results(const Program& program) {
  const auto exists = [&](Value value) {
    return value.present() && value.node < static_cast<int64_t>(program.nodes.size()) &&
           value.result >= 0 &&
           value.result < static_cast<int64_t>(program.node(value).results.size());
  };
  for (const Output& output : program.outputs) {
    require(exists(output.value), "output '{}': its value does not exist", output.name);
  }
  std::set<int32_t> written;
  for (const Update& update : program.updates) {
    require(update.slot >= 0 && update.slot < static_cast<int64_t>(program.slots.size()),
            "update: slot {} does not exist", update.slot);
    const Slot& slot = program.slots[static_cast<size_t>(update.slot)];
    require(exists(update.value), "update '{}': its value does not exist", slot.name);
    require(program.type(update.value) == slot.type, "update '{}': the value has another type",
            slot.name);
    require(written.insert(update.slot).second, "update '{}': written twice", slot.name);
  }
}

bool is_symbolic(const Program& program, SpaceId space) {
  return space != kNoSpace && program.space(space).symbolic;
}

}  // namespace

bool is_constant(const Program& program, Value value) {
  const Node& node = program.node(value);
  if (node.op == &kInput) return node.attributes.flag("constant");
  if (node.op != &kAdjacency) return node.once;
  const Type& type = node.results[0];
  return !is_symbolic(program, type.space) && !is_symbolic(program, type.senders) &&
         !is_symbolic(program, type.edges);
}

void verify(const Program& program) {
  verify_declarations(program);
  SlotsByName slots;
  for (const Slot& slot : program.slots) slots.emplace(slot.name, &slot);
  for (size_t i = 0; i < program.nodes.size(); ++i) verify_node(program, slots, i);
  verify_sources(program);
  verify_results(program);
}

}  // namespace heddle
