// Gates as formulas: "!(a*b+c')", as genlib files have them.
#pragma once

#include "heddle/circuits/io/logic_function.h"

#include <string>
#include <string_view>
#include <vector>

namespace heddle {

struct GateExpression {
  LogicFunction function;
  std::vector<std::string> pins;  // in the order of their first appearance
};

// From loosest to tightest: + or |, ^, * or &, ! before, ' behind; parentheses; CONST0, CONST1.
// All else is the name of a pin. InvalidArgument, which begins with `place`, if it is none.
GateExpression parse_gate_expression(std::string_view text, std::string_view place);

}  // namespace heddle
