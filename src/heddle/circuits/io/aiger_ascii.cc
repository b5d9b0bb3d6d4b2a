#include "heddle/circuits/io/aiger_ascii.h"

#include "heddle/base/error.h"
#include "heddle/circuits/io/defined_variables.h"
#include "heddle/circuits/io/topological_order.h"

#include <algorithm>
#include <array>
#include <utility>

namespace heddle {
namespace {

// Definition i, an input or an AND in the order of the file, is variable i + 1 at first.
class AsciiBody {
 public:
  AsciiBody(AigerInput& input, const AigerHeader& header) : input_(input), header_(header) {
    aig_.inputs = header.inputs;
  }

  Aig read() {
    read_lines();
    renumber_definitions();
    sort_ands();
    return std::move(aig_);
  }

 private:
  void read_lines() {
    if (input_.remaining()) {
      definitions_.reserve(size_t{header_.inputs} + header_.ands);
      aig_.outputs.reserve(header_.outputs);
      aig_.ands.reserve(header_.ands);
    }
    for (uint32_t i = 0; i < header_.inputs; ++i) {
      definitions_.push_back(defined_variable("the literal of an input"));
      input_.skip_line_end();
    }
    for (uint32_t i = 0; i < header_.outputs; ++i) {
      aig_.outputs.push_back(literal("the literal of an output"));
      input_.skip_line_end();
    }
    for (uint32_t i = 0; i < header_.ands; ++i) {
      definitions_.push_back(defined_variable("the literal of an AND"));
      const Literal a = fanin();
      const Literal b = fanin();
      aig_.ands.push_back({std::min(a, b), std::max(a, b)});
      input_.skip_line_end();
    }
  }

  Literal literal(std::string_view meaning) {
    return input_.number(meaning, literal_of(header_.max_variable, true));
  }
  Literal fanin() {
    input_.skip(' ', "a blank");
    return literal("the literal of a fan-in");
  }
  uint32_t defined_variable(std::string_view meaning) {
    const Literal defined = literal(meaning);
    if (defined < 2 || is_inverted(defined)) {
      fail(ErrorKind::kInvalidArgument, "{}: {} is {}, need an even one from 2", input_.place(),
           meaning, defined);
    }
    return variable_of(defined);
  }

  void renumber_definitions() {
    const DefinedVariables defined(definitions_, header_.max_variable);
    if (const auto repeated = defined.repeated()) {
      fail(ErrorKind::kInvalidArgument, "{}:{}: literal {} is defined a second time", input_.name(),
           line_of_definition(*repeated), literal_of(definitions_[*repeated]));
    }
    const auto renumber = [&](Literal& literal, int64_t line) {
      if (variable_of(literal) == 0) return;
      const auto definition = defined.definition_of(variable_of(literal));
      require(definition.has_value(), "{}:{}: literal {} is defined nowhere", input_.name(), line,
              literal);
      literal = literal_of(*definition + 1, is_inverted(literal));
    };
    for (size_t i = 0; i < aig_.outputs.size(); ++i) {
      renumber(aig_.outputs[i], 2 + int64_t{header_.inputs} + static_cast<int64_t>(i));
    }
    for (uint32_t i = 0; i < header_.ands; ++i) {
      AndGate& gate = aig_.ands[i];
      const int64_t line = line_of_definition(header_.inputs + i);
      renumber(gate.fanin0, line);
      renumber(gate.fanin1, line);
      if (gate.fanin0 > gate.fanin1) std::swap(gate.fanin0, gate.fanin1);
    }
  }

  int64_t line_of_definition(uint32_t definition) const {
    return 2 + int64_t{definition} + (definition < header_.inputs ? 0 : header_.outputs);
  }

  bool is_sorted() const {
    Literal self = literal_of(aig_.first_and());
    for (const AndGate& gate : aig_.ands) {
      if (gate.fanin1 >= self) return false;
      self += 2;
    }
    return true;
  }

  void sort_ands() {
    definitions_ = {};
    if (is_sorted()) return;
    const TopologicalOrder order = topological_order(aig_.ands.size(), [this](uint32_t i) {
      return std::array<uint32_t, 2>{and_of(aig_.ands[i].fanin0), and_of(aig_.ands[i].fanin1)};
    });
    if (order.on_cycle) {
      const uint32_t definition = header_.inputs + *order.on_cycle;
      fail(ErrorKind::kInvalidArgument, "{}:{}: this AND depends on itself: a cycle", input_.name(),
           line_of_definition(definition));
    }
    std::vector<uint32_t> moved(aig_.ands.size());
    for (uint32_t i = 0; i < moved.size(); ++i) moved[order.nodes[i]] = aig_.first_and() + i;
    const auto move = [&](Literal literal) {
      const uint32_t node = and_of(literal);
      return node == kNoNode ? literal : literal_of(moved[node], is_inverted(literal));
    };
    std::vector<AndGate> ands(aig_.ands.size());
    for (size_t i = 0; i < ands.size(); ++i) {
      const AndGate& gate = aig_.ands[order.nodes[i]];
      const Literal a = move(gate.fanin0);
      const Literal b = move(gate.fanin1);
      ands[i] = {std::min(a, b), std::max(a, b)};
    }
    aig_.ands = std::move(ands);
    for (Literal& output : aig_.outputs) output = move(output);
  }

  uint32_t and_of(Literal literal) const {
    const uint32_t variable = variable_of(literal);
    return aig_.is_and(variable) ? variable - aig_.first_and() : kNoNode;
  }

  AigerInput& input_;
  const AigerHeader& header_;
  std::vector<uint32_t> definitions_;  // variables, as the file numbers them
  Aig aig_;
};

}  // namespace

Aig read_aiger_ascii(AigerInput& input, const AigerHeader& header) {
  return AsciiBody(input, header).read();
}

}  // namespace heddle
