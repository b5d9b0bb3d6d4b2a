// What an operator is: mathematics in the comment of its file, and these functions.
#pragma once

#include "heddle/ir/program.h"

#include <fmt/core.h>

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

class Builder;

struct OperandDef {
  std::string_view name;
  bool optional = false;
};

// Declares an attribute, its type and its default.
struct AttributeDef {
  std::string_view name;
  Attribute default_value;
};

// A type as messages show it, "f32[nodes,64]"; made into text only if the message is needed.
struct TypeDescription {
  const Type& type;
  const Program& program;
};

// What a type rule sees. Absent operands have Form::kAbsent.
struct TypeQuery {
  std::string_view op;
  std::span<const Type> operands;
  const Attributes& attributes;
  const Program& program;  // for the names of spaces in messages
  const Program* region = nullptr;

  TypeDescription describe(size_t operand) const { return {operands[operand], program}; }
};

// What a gradient rule sees. It appends nodes and returns one value per operand, kNoValue where
// no gradient flows or none is needed.
struct GradientCall {
  Builder& builder;
  const Node& node;
  std::span<const Value> results;    // of the node
  std::span<const Value> d_results;  // gradients of the results, kNoValue: zero
  const std::vector<bool>& needs;    // per operand: is its gradient wanted

  Value operand(size_t i) const { return node.operands[i]; }
  const Type& operand_type(size_t i) const;
};

struct Work {
  double flops = 0;
  double bytes = 0;  // read and written once each, nothing cached
};

struct WorkQuery {
  std::span<const Type> operands, results;
  const Attributes& attributes;
};

struct OpDef {
  std::string_view name;
  std::vector<OperandDef> operands = {};
  std::vector<std::string_view> results = {};  // names; their number is the number of results
  std::vector<AttributeDef> attributes = {};

  // Throws InvalidArgument if the operands do not fit.
  std::vector<Type> (*infer_types)(const TypeQuery&) = nullptr;
  // Null: no gradient flows through (sources, optimiser steps, integer results).
  std::vector<Value> (*gradient)(const GradientCall&) = nullptr;
  Work (*work)(const WorkQuery&) = nullptr;

  bool is_source = false;   // input, adjacency, state: types are given, not inferred
  bool is_random = false;   // draws numbers: never merged with an equal node
  bool is_alias = false;    // result 0 shares the memory of operand 0; no kernel runs
  bool has_region = false;  // owns a sub-Program
};

// The list of all operators; ops/op_list.h has ours, a test may bring its own.
using OpTable = std::span<const OpDef* const>;
const OpDef* find_op(OpTable table, std::string_view name);  // null if unknown

// Sources of values, known to every Program.
//   input      a matrix bound at each run; `constant`: bound once, never changes
//   adjacency  a relation set bound once (or per run if its spaces are symbolic)
//   state      reads a slot as it was before the run
extern const OpDef kInput;
extern const OpDef kAdjacency;
extern const OpDef kState;

}  // namespace heddle

template <>
struct fmt::formatter<heddle::TypeDescription> {
  constexpr const char* parse(fmt::format_parse_context& context) { return context.begin(); }
  fmt::appender format(const heddle::TypeDescription& description,
                       fmt::format_context& context) const;
};
