#include "heddle/ir/verifier.h"

#include "heddle/base/error.h"
#include "heddle/ir/op_def.h"

#include <set>
#include <string>

namespace heddle {
namespace {

// Element counts stay far below 2^63, so that sizes in bytes never overflow.
constexpr int64_t kMaxDimension = int64_t{1} << 40;
constexpr int64_t kMaxElements = int64_t{1} << 56;

std::string name_of(const Program& program, size_t index) {
  return fmt::format("%{} = {}", index, program.nodes[index].op->name);
}

void verify_space_of(SpaceId space, int64_t rows, const Program& program, std::string_view where) {
  require(space >= kNoSpace && space < static_cast<SpaceId>(program.spaces.size()),
          "{}: space {} does not exist", where, space);
  require(space == kNoSpace || program.space(space).size == rows,
          "{}: claims {} rows, its space has {}", where, rows,
          space == kNoSpace ? rows : program.space(space).size);
}

void verify_type(const Type& type, const Program& program, std::string_view where) {
  require(type.present(), "{}: has no type", where);
  for (const int64_t size : {type.rows, type.cols, type.entries, type.kept}) {
    require(size >= 0 && size <= kMaxDimension, "{}: dimension {} is out of range", where, size);
  }
  require(type.cols == 0 || type.rows <= kMaxElements / type.cols,
          "{}: {} x {} elements are too many", where, type.rows, type.cols);
  require(type.heads >= 1 && type.cols % type.heads == 0,
          "{}: {} columns cannot be split into {} heads", where, type.cols, type.heads);
  verify_space_of(type.space, type.rows, program, where);
  if (type.is_adjacency()) {
    verify_space_of(type.senders, type.cols, program, where);
    verify_space_of(type.edges, type.entries, program, where);
    require(type.relations >= 1 && type.relations <= kMaxDimension, "{}: {} relations", where,
            type.relations);
  }
  if (type.form == Form::kTopK) {
    require(type.kept <= type.cols, "{}: keeps {} of {} columns", where, type.kept, type.cols);
  }
}

void verify_operands(const Program& program, size_t index, const Node& node) {
  for (const Value operand : node.operands) {
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

void verify_state(const Program& program, size_t index, const Node& node) {
  const std::string& name = node.attributes.text("slot");
  const int32_t slot = program.find_slot(name);
  require(slot >= 0, "{}: there is no slot '{}'", name_of(program, index), name);
  require(program.slots[static_cast<size_t>(slot)].type == node.results[0],
          "{}: slot '{}' has another type", name_of(program, index), name);
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

void verify_node(const Program& program, size_t index) {
  const Node& node = program.nodes[index];
  require(node.op != nullptr, "%{}: has no operator", index);
  require(node.operands.size() == node.op->operands.size() &&
              node.results.size() == node.op->results.size(),
          "{}: wrong number of operands or results", name_of(program, index));
  verify_operands(program, index, node);
  for (const Type& type : node.results) verify_type(type, program, name_of(program, index));
  if (!node.op->is_source) verify_inferred(program, index, node);
  if (node.op == &kState) verify_state(program, index, node);
  verify_once(program, index, node);
  require(node.op->has_region == (node.region != nullptr), "{}: region missing or not allowed",
          name_of(program, index));
  if (node.region != nullptr) verify(*node.region);
}

void verify_unique_names(const Program& program) {
  std::set<std::string_view> spaces, slots, outputs, sources;
  for (const Space& space : program.spaces) {
    require(spaces.insert(space.name).second, "space '{}': declared twice", space.name);
    require(space.size >= 0 && space.size <= kMaxDimension, "space '{}': size {}", space.name,
            space.size);
  }
  for (const Slot& slot : program.slots) {
    require(slots.insert(slot.name).second, "slot '{}': declared twice", slot.name);
    verify_type(slot.type, program, slot.name);
  }
  for (const Output& output : program.outputs) {
    require(outputs.insert(output.name).second, "output '{}': declared twice", output.name);
  }
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
  verify_unique_names(program);
  for (size_t i = 0; i < program.nodes.size(); ++i) verify_node(program, i);
  verify_results(program);
}

}  // namespace heddle
