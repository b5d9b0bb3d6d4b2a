#include "heddle/ir/printer.h"

#include "heddle/ir/op_def.h"

#include <fmt/core.h>

namespace heddle {
namespace {

std::string print_value(Value value) {
  if (!value.present()) return "_";
  if (value.result == 0) return fmt::format("%{}", value.node);
  return fmt::format("%{}.{}", value.node, value.result);
}

std::string print_space(SpaceId id, int64_t rows, const Program& program) {
  return id == kNoSpace ? fmt::format("{}", rows) : program.space(id).name;
}

// "[nodes,64]" or, with 8 heads, "[nodes,64/8]".
std::string print_shape(const Type& type, const Program& program) {
  const std::string heads = type.heads == 1 ? "" : fmt::format("/{}", type.heads);
  return fmt::format("{}[{},{}{}]", to_string(type.dtype),
                     print_space(type.space, type.rows, program), type.cols, heads);
}

void print_space_line(std::string& text, const Space& space, const std::string& indent) {
  text += fmt::format("{}space {}: {} {}{}\n", indent, space.name, to_string(space.kind),
                      space.symbolic ? "<= " : "", space.size);
}

void print_slot_line(std::string& text, const Slot& slot, const Program& program,
                     const std::string& indent) {
  text +=
      fmt::format("{}slot {}: {} {} {} {}\n", indent, to_string(Attribute(slot.name)),
                  to_string(slot.type, program), to_string(slot.role),
                  to_string(slot.initializer.kind), to_string(Attribute(slot.initializer.value)));
}

void print_body(std::string& text, const Program& program, const std::string& indent);

void print_node(std::string& text, const Program& program, size_t index,
                const std::string& indent) {
  const Node& node = program.nodes[index];
  text += indent;
  if (node.once) text += "once ";
  if (node.recompute_group > 0) text += fmt::format("recompute({}) ", node.recompute_group);
  text += fmt::format("%{} = {}(", index, node.op->name);
  for (size_t i = 0; i < node.operands.size(); ++i) {
    text += (i == 0 ? "" : ", ") + print_value(node.operands[i]);
  }
  text += ")";
  for (size_t i = 0; i < node.attributes.entries().size(); ++i) {
    const auto& [name, value] = node.attributes.entries()[i];
    text += fmt::format("{}{}={}", i == 0 ? " {" : ", ", name, to_string(value));
  }
  text += node.attributes.entries().empty() ? " : " : "} : ";
  for (size_t i = 0; i < node.results.size(); ++i) {
    text += (i == 0 ? "" : ", ") + to_string(node.results[i], program);
  }
  if (node.region != nullptr) {
    text += " region {\n";
    print_body(text, *node.region, indent + "  ");
    text += indent + "}";
  }
  text += "\n";
}

void print_body(std::string& text, const Program& program, const std::string& indent) {
  text += fmt::format("{}program {} streams {}\n", indent, to_string(Attribute(program.name)),
                      program.streams);
  for (const Space& space : program.spaces) print_space_line(text, space, indent);
  for (const Slot& slot : program.slots) print_slot_line(text, slot, program, indent);
  for (size_t i = 0; i < program.nodes.size(); ++i) print_node(text, program, i, indent);
  for (const Output& output : program.outputs) {
    text += fmt::format("{}output {} = {}\n", indent, to_string(Attribute(output.name)),
                        print_value(output.value));
  }
  for (const Update& update : program.updates) {
    text += fmt::format("{}update {} = {}\n", indent,
                        to_string(Attribute(program.slots[static_cast<size_t>(update.slot)].name)),
                        print_value(update.value));
  }
}

}  // namespace

std::string to_string(const Type& type, const Program& program) {
  switch (type.form) {
    case Form::kAbsent:
      return "_";
    case Form::kDense:
      return print_shape(type, program);
    case Form::kCsr:
      return fmt::format("csr {} entries {}", print_shape(type, program), type.entries);
    case Form::kTopK:
      return fmt::format("topk {} kept {}{}", print_shape(type, program), type.kept,
                         type.group == 0 ? "" : fmt::format(" group {}", type.group));
    case Form::kQuantized:
      return fmt::format("quantized {} bits {}{}", print_shape(type, program), type.bits,
                         type.hub_bits == 0 ? "" : fmt::format(" hubs {}", type.hub_bits));
    case Form::kAdjacency:
      return fmt::format("adjacency[{}<-{}] edges {} relations {}",
                         print_space(type.space, type.rows, program),
                         print_space(type.senders, type.cols, program),
                         print_space(type.edges, type.entries, program), type.relations);
  }
  return "_";
}

std::string print_program(const Program& program) {
  std::string text = fmt::format("heddle_format {}\n", kProgramFormatVersion);
  print_body(text, program, "");
  return text;
}

}  // namespace heddle
