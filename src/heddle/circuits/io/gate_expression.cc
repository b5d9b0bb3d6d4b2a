#include "heddle/circuits/io/gate_expression.h"

#include "heddle/base/error.h"
#include "heddle/circuits/io/name_table.h"

#include <algorithm>
#include <utility>

namespace heddle {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kNoNameBytes = " \t\r\n!*&^+|()';=";

// Of operators that wait for their right operand; a parenthesis lets none pass.
int precedence(char op) {
  switch (op) {
    case '+':
      return 1;
    case '^':
      return 2;
    case '*':
      return 3;
    case '!':
      return 4;
    default:
      return 0;
  }
}

// Precedence by a stack of operators (Dijkstra's shunting yard): formulas may nest however deep.
class ExpressionParser {
 public:
  ExpressionParser(std::string_view text, std::string_view place) : text_(text), place_(place) {}

  GateExpression parse() {
    for (skip_blanks(); at_ < text_.size(); skip_blanks()) {
      if (need_operand_) {
        take_operand();
      } else {
        take_operator();
      }
    }
    require(!need_operand_, "{}: the expression '{}' ends too early", place_, text_);
    while (!waiting_.empty()) {
      require(waiting_.back() != '(', "{}: no ')' to a '(' in '{}'", place_, text_);
      emit_waiting();
    }
    GateExpression expression{{pins_.size(), std::move(steps_)}, {}};
    for (uint32_t pin = 0; pin < pins_.size(); ++pin) expression.pins.push_back(pins_[pin]);
    return expression;
  }

 private:
  void skip_blanks() { at_ = std::min(text_.find_first_not_of(kBlanks, at_), text_.size()); }

  [[noreturn]] void refuse(std::string_view needed) const {
    fail(ErrorKind::kInvalidArgument, "{}: '{}' in the expression '{}', need {}", place_,
         text_[at_], text_, needed);
  }

  void take_operand() {
    if (text_[at_] == '!' || text_[at_] == '(') {
      waiting_.push_back(text_[at_++]);
      return;
    }
    const size_t end = std::min(text_.find_first_of(kNoNameBytes, at_), text_.size());
    if (end == at_) refuse("a pin, '!' or '('");
    take_name(text_.substr(at_, end - at_));
    at_ = end;
    need_operand_ = false;
  }

  void take_name(std::string_view name) {
    if (name == "CONST0" || name == "CONST1") {
      steps_.push_back({LogicOp::kConstant, name.back() == '1' ? 1U : 0U});
    } else {
      steps_.push_back({LogicOp::kPin, pins_.number_of(name)});
    }
  }

  void take_operator() {
    const char byte = text_[at_];
    if (byte == '\'') {
      steps_.push_back({LogicOp::kNot, 0});
    } else if (byte == ')') {
      close_parenthesis();
    } else {
      const char op = byte == '|' ? '+' : byte == '&' ? '*' : byte;
      if (op != '+' && op != '^' && op != '*') refuse("an operator");
      while (!waiting_.empty() && precedence(waiting_.back()) >= precedence(op)) emit_waiting();
      waiting_.push_back(op);
      need_operand_ = true;
    }
    ++at_;
  }

  void close_parenthesis() {
    while (!waiting_.empty() && waiting_.back() != '(') emit_waiting();
    if (waiting_.empty()) refuse("a '(' before it");
    waiting_.pop_back();
  }

  void emit_waiting() {
    switch (waiting_.back()) {
      case '+':
        steps_.push_back({LogicOp::kOr, 2});
        break;
      case '^':
        steps_.push_back({LogicOp::kXor, 0});
        break;
      case '*':
        steps_.push_back({LogicOp::kAnd, 2});
        break;
      default:
        steps_.push_back({LogicOp::kNot, 0});
    }
    waiting_.pop_back();
  }

  std::string_view text_, place_;
  size_t at_ = 0;
  bool need_operand_ = true;
  std::string waiting_;  // operators and open parentheses
  std::vector<LogicStep> steps_;
  NameTable pins_;
};

}  // namespace

GateExpression parse_gate_expression(std::string_view text, std::string_view place) {
  return ExpressionParser(text, place).parse();
}

}  // namespace heddle
