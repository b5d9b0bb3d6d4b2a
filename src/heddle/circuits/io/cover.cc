#include "heddle/circuits/io/cover.h"

namespace heddle {

LogicFunction function_of(const Cover& cover) {
  LogicFunction function{cover.pins, {}};
  for (uint32_t row = 0; row < cover.row_count; ++row) {
    uint32_t literals = 0;
    for (uint32_t pin = 0; pin < cover.pins; ++pin) {
      const char state = cover.rows[size_t{row} * cover.pins + pin];
      if (state == '-') continue;
      ++literals;
      function.steps.push_back({LogicOp::kPin, pin});
      if (state == '0') function.steps.push_back({LogicOp::kNot, 0});
    }
    function.steps.push_back({LogicOp::kAnd, literals});
  }
  function.steps.push_back({LogicOp::kOr, cover.row_count});
  if (cover.value == '0') function.steps.push_back({LogicOp::kNot, 0});
  return function;
}

}  // namespace heddle
