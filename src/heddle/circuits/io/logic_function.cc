#include "heddle/circuits/io/logic_function.h"

#include "heddle/base/error.h"

namespace heddle {
namespace {

// The AND of all operands, halves first, in their place.
Literal build_and_tree(std::span<Literal> operands, AigBuilder& builder) {
  if (operands.empty()) return kTrue;
  while (operands.size() > 1) {
    const size_t pairs = operands.size() / 2;
    for (size_t i = 0; i < pairs; ++i) {
      operands[i] = builder.make_and(operands[2 * i], operands[2 * i + 1]);
    }
    if (operands.size() % 2 == 1) operands[pairs] = operands.back();
    operands = operands.first(operands.size() - pairs);
  }
  return operands.front();
}

Literal build_or_tree(std::span<Literal> operands, AigBuilder& builder) {
  for (Literal& operand : operands) operand = inverted(operand);
  return inverted(build_and_tree(operands, builder));
}

size_t operand_count(const LogicStep& step) {
  switch (step.op) {
    case LogicOp::kConstant:
    case LogicOp::kPin:
      return 0;
    case LogicOp::kNot:
      return 1;
    case LogicOp::kXor:
      return 2;
    case LogicOp::kAnd:
    case LogicOp::kOr:
      break;
  }
  return step.argument;
}

Literal build_step(const LogicStep& step, std::span<Literal> operands,
                   std::span<const Literal> pins, AigBuilder& builder) {
  switch (step.op) {
    case LogicOp::kConstant:
      return step.argument;
    case LogicOp::kPin:
      return pins[step.argument];
    case LogicOp::kNot:
      return inverted(operands[0]);
    case LogicOp::kXor:
      return builder.make_xor(operands[0], operands[1]);
    case LogicOp::kAnd:
      return build_and_tree(operands, builder);
    case LogicOp::kOr:
      break;
  }
  return build_or_tree(operands, builder);
}

}  // namespace

Literal build_logic(const LogicFunction& function, std::span<const Literal> pins,
                    AigBuilder& builder, std::vector<Literal>& stack) {
  stack.clear();
  for (const LogicStep& step : function.steps) {
    const size_t count = operand_count(step);
    check(count <= stack.size(), "logic function: the operands are on the stack");
    const auto operands = std::span(stack).last(count);
    const Literal result = build_step(step, operands, pins, builder);
    stack.resize(stack.size() - count);
    stack.push_back(result);
  }
  check(stack.size() == 1, "logic function: one value is left");
  return stack.front();
}

}  // namespace heddle
