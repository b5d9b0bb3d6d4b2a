#include "heddle/circuits/io/genlib_reader.h"

#include "tests/circuits/truth_table.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>

namespace heddle {
namespace {

using PinNames = std::vector<std::string>;

GateLibrary read_genlib_text(std::string_view text) {
  return read_genlib(open_bytes(std::as_bytes(std::span(text)), "x.genlib"));
}

void expect_invalid_genlib(std::string_view text, std::initializer_list<std::string_view> words) {
  test::expect_error(ErrorKind::kInvalidArgument, words, [text] { read_genlib_text(text); });
}

uint64_t table_of_expression(const std::string& text) {
  const GateExpression expression = parse_gate_expression(text, "here");
  AigBuilder builder(std::ssize(expression.pins));
  std::vector<Literal> pins, stack;
  for (int64_t i = 0; i < std::ssize(expression.pins); ++i) pins.push_back(builder.input(i));
  builder.add_output(build_logic(expression.function, pins, builder, stack));
  return test::truth_table(builder.take());
}

TEST(GateExpression, Operators) {
  EXPECT_EQ(table_of_expression("a"), 0b10U);
  EXPECT_EQ(table_of_expression("!a"), 0b01U);
  EXPECT_EQ(table_of_expression("a'"), 0b01U);
  EXPECT_EQ(table_of_expression("!a'"), 0b10U);
  EXPECT_EQ(table_of_expression("a*b"), 0b1000U);
  EXPECT_EQ(table_of_expression("a & b"), 0b1000U);
  EXPECT_EQ(table_of_expression("a+b"), 0b1110U);
  EXPECT_EQ(table_of_expression("a|b"), 0b1110U);
  EXPECT_EQ(table_of_expression("a^b"), 0b0110U);
  EXPECT_EQ(table_of_expression("CONST0"), 0U);
  EXPECT_EQ(table_of_expression("CONST1"), 1U);
}

TEST(GateExpression, WhatBindsTighter) {
  const auto bit = [](bool value, int pattern) { return uint64_t{value} << pattern; };
  uint64_t sum_of_products = 0, xor_between = 0, negated = 0;
  for (int p = 0; p < 8; ++p) {
    const bool a = (p & 1) != 0, b = (p & 2) != 0, c = (p & 4) != 0;
    sum_of_products |= bit(a || (b && c), p);
    xor_between |= bit(a || (b != c), p);
    negated |= bit(!(a || b) && c, p);
  }
  EXPECT_EQ(table_of_expression("a+b*c"), sum_of_products);
  EXPECT_EQ(table_of_expression("(a)+((b*c))"), sum_of_products);
  EXPECT_EQ(table_of_expression("a+b^c"), xor_between);
  EXPECT_EQ(table_of_expression("!(a+b)*c"), negated);
  EXPECT_EQ(table_of_expression("(a+b)'*c"), negated);
  EXPECT_EQ(table_of_expression("!a*!b*c''"), negated);
}

TEST(GateExpression, NestsHoweverDeep) {
  const std::string open(1000000, '('), close(1000000, ')');
  EXPECT_EQ(table_of_expression(open + "a" + close), 0b10U);
  EXPECT_EQ(table_of_expression(std::string(1000001, '!') + "a"), 0b01U);
}

TEST(GateExpression, RefusesOthers) {
  for (const char* text : {"", "a*", "*a", "a b", "(a", "a)", "!", "()", "a=b", "a**b", "a;"}) {
    test::expect_error(ErrorKind::kInvalidArgument, {"here: "},
                       [text] { parse_gate_expression(text, "here"); });
  }
}

TEST(Genlib, GatesAndWhatIsSkipped) {
  const GateLibrary library = read_genlib_text(
      "# comment\n"
      "GATE inv 1 O=!a; PIN * INV 1 999 0.9 0.3 0.9 0.3\n"
      "GATE \"nand2\" 2.5\n  O = !(a *  # comment\n  b);\n"
      "PIN a INV 1 999 0.9 0.3 0.9 0.3\n\n"
      "LATCH dff 3 Q=D;\nSEQ Q ANY RISING_EDGE\nCONTROL clk 1 999 0 0 0 0\n"
      "GATE fa 5 s=a^b^ci; GATE fa 5 co=a*b+ci*(a+b);\n");
  ASSERT_NE(library.find("nand2"), nullptr);
  EXPECT_EQ(library.find("nand2")->outputs[0].pin, "O");
  EXPECT_EQ(library.find("nand2")->outputs[0].expression.pins, (PinNames{"a", "b"}));
  EXPECT_EQ(library.find("dff"), nullptr);
  ASSERT_EQ(library.find("fa")->outputs.size(), 2U);
  EXPECT_EQ(library.find("fa")->outputs[1].expression.pins, (PinNames{"a", "b", "ci"}));
}

TEST(Genlib, RefusesOthers) {
  expect_invalid_genlib("", {"x.genlib: no GATE"});
  expect_invalid_genlib("PIN a\n", {"no GATE"});
  expect_invalid_genlib("gate inv 1 O=!a;\n", {"x.genlib:1: 'gate', need GATE, PIN or LATCH"});
  expect_invalid_genlib("GATE inv 1 O=!a\n", {"x.genlib:1: the file ends inside a GATE"});
  expect_invalid_genlib("GATE inv O=!a;\n", {"x.genlib:1: GATE", "need its name, area"});
  expect_invalid_genlib("GATE inv 1 O;\n", {"need its name, area and OUTPUT=expression"});
  expect_invalid_genlib("GATE inv 1 =!a;\n", {"the gate inv needs one output"});
  expect_invalid_genlib("GATE inv 1 O P=!a;\n", {"the gate inv needs one output"});
  expect_invalid_genlib("\nGATE inv 1 O=!(a;\n", {"x.genlib:2: no ')' to a '('"});
  expect_invalid_genlib("GATE i 1 O=a;\nGATE i 1 O=b;\n",
                        {"x.genlib:2: the output O of the gate i stands there twice"});
}

}  // namespace
}  // namespace heddle
