// What one gate of a netlist computes from its pins.
#pragma once

#include "heddle/circuits/aig_builder.h"

#include <cstdint>
#include <span>
#include <vector>

namespace heddle {

enum class LogicOp : uint8_t { kConstant, kPin, kNot, kAnd, kOr, kXor };

// Takes its operands from a stack and leaves its result there.
struct LogicStep {
  LogicOp op = LogicOp::kConstant;
  uint32_t argument = 0;  // kConstant: 0 or 1; kPin: which; kAnd, kOr: how many operands

  bool operator==(const LogicStep&) const = default;
};

struct LogicFunction {
  uint32_t pins = 0;
  std::vector<LogicStep> steps;  // leave one value

  bool operator==(const LogicFunction&) const = default;
};

// The function of the given signals, one per pin. ANDs and ORs of many operands become trees of
// the least depth. `stack` is only working memory.
Literal build_logic(const LogicFunction& function, std::span<const Literal> pins,
                    AigBuilder& builder, std::vector<Literal>& stack);

}  // namespace heddle
