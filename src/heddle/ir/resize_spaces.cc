#include "heddle/ir/resize_spaces.h"

#include "heddle/ir/builder.h"
#include "heddle/ir/op_def.h"

#include <utility>

namespace heddle {
namespace {

Type resized(Type type, const Program& program) {
  if (type.space != kNoSpace) type.rows = program.space(type.space).size;
  if (type.is_adjacency()) {
    type.cols = program.space(type.senders).size;
    type.entries = program.space(type.edges).size;
  }
  return type;
}

}  // namespace

Program resize_spaces(const Program& program, const std::map<std::string, int64_t>& space_sizes,
                      const std::map<std::string, int64_t>& input_entries) {
  Program result;
  result.name = program.name;
  result.streams = program.streams;
  result.spaces = program.spaces;
  for (Space& space : result.spaces) {
    const auto size = space_sizes.find(space.name);
    if (size != space_sizes.end()) space.size = size->second;
  }
  result.slots = program.slots;
  for (Slot& slot : result.slots) slot.type = resized(slot.type, result);
  Builder builder(result);
  for (const Node& original : program.nodes) {
    Node node = original;
    for (Type& type : node.results) type = resized(type, result);
    if (node.op == &kInput && node.results[0].form == Form::kCsr) {
      const auto entries = input_entries.find(node.attributes.text("name"));
      if (entries != input_entries.end()) node.results[0].entries = entries->second;
    }
    builder.append_node(std::move(node));
  }
  result.outputs = program.outputs;
  result.updates = program.updates;
  return result;
}

Program symbolic_spaces(Program program, const std::map<std::string, int64_t>& space_bounds) {
  for (Space& space : program.spaces) space.symbolic = true;
  for (Node& node : program.nodes) {
    if (node.op == &kInput) node.attributes.set("constant", false);
    node.once = false;
  }
  return resize_spaces(program, space_bounds, {});
}

}  // namespace heddle
