#include "heddle/circuits/io/yosys_json_reader.h"

#include "heddle/base/json.h"
#include "heddle/circuits/io/yosys_cells.h"
#include "tests/circuits/truth_table.h"
#include "tests/support/expect_error.h"
#include "tests/support/shared_data.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>

namespace heddle {
namespace {

using PortNames = std::vector<std::string>;

Aig read_json_text(std::string_view text, std::string_view top = {}) {
  Aig aig = read_yosys_json(open_bytes(std::as_bytes(std::span(text)), "x.json"), top);
  aig.validate();
  return aig;
}

// One module with input bits 2 to 5, the output 9, and these cells.
std::string module_of(const std::string& cells) {
  return fmt::format(
      R"({{"modules": {{"m": {{"ports": {{"i": {{"direction": "input", "bits": [2, 3, 4, 5]}},
          "y": {{"direction": "output", "bits": [9]}}}}, "cells": {{{}}}}}}}}})",
      cells);
}

std::string cell_of(const std::string& type, const std::string& connections) {
  return fmt::format(R"("{0}": {{"type": "{0}", "connections": {{{1}}}}})", type, connections);
}

void expect_json_error(ErrorKind kind, const std::string& text,
                       std::initializer_list<std::string_view> words) {
  test::expect_error(kind, words, [&text] { read_json_text(text); });
}

void expect_invalid_json(const std::string& text, std::initializer_list<std::string_view> words) {
  expect_json_error(ErrorKind::kInvalidArgument, text, words);
}

void expect_unsupported_json(const std::string& text,
                             std::initializer_list<std::string_view> words) {
  expect_json_error(ErrorKind::kUnsupported, text, words);
}

// Inputs A, B, C, D in this order; a multiplexer reads S from the third.
struct YosysGate {
  const char* type;
  const char* pins;
  bool (*function)(bool, bool, bool, bool);
};

constexpr YosysGate kYosysGates[] = {
    {"$_BUF_", "A", [](bool a, bool, bool, bool) { return a; }},
    {"$_NOT_", "A", [](bool a, bool, bool, bool) { return !a; }},
    {"$_AND_", "AB", [](bool a, bool b, bool, bool) { return a && b; }},
    {"$_NAND_", "AB", [](bool a, bool b, bool, bool) { return !(a && b); }},
    {"$_OR_", "AB", [](bool a, bool b, bool, bool) { return a || b; }},
    {"$_NOR_", "AB", [](bool a, bool b, bool, bool) { return !(a || b); }},
    {"$_XOR_", "AB", [](bool a, bool b, bool, bool) { return a != b; }},
    {"$_XNOR_", "AB", [](bool a, bool b, bool, bool) { return a == b; }},
    {"$_ANDNOT_", "AB", [](bool a, bool b, bool, bool) { return a && !b; }},
    {"$_ORNOT_", "AB", [](bool a, bool b, bool, bool) { return a || !b; }},
    {"$_MUX_", "ABS", [](bool a, bool b, bool s, bool) { return s ? b : a; }},
    {"$_NMUX_", "ABS", [](bool a, bool b, bool s, bool) { return !(s ? b : a); }},
    {"$_AOI3_", "ABC", [](bool a, bool b, bool c, bool) { return !((a && b) || c); }},
    {"$_OAI3_", "ABC", [](bool a, bool b, bool c, bool) { return !((a || b) && c); }},
    {"$_AOI4_", "ABCD", [](bool a, bool b, bool c, bool d) { return !((a && b) || (c && d)); }},
    {"$_OAI4_", "ABCD", [](bool a, bool b, bool c, bool d) { return !((a || b) && (c || d)); }},
};

TEST(YosysJson, EveryGate) {
  for (const YosysGate& gate : kYosysGates) {
    std::string connections = R"("Y": [9])";
    for (size_t i = 0; gate.pins[i] != '\0'; ++i) {
      connections += fmt::format(R"(, "{}": [{}])", gate.pins[i], i + 2);
    }
    const Aig aig = read_json_text(module_of(cell_of(gate.type, connections)));
    uint64_t expected = 0;
    for (unsigned p = 0; p < 16; ++p) {
      const auto bit = [p](unsigned i) { return (p >> i & 1) != 0; };
      expected |= uint64_t{gate.function(bit(0), bit(1), bit(2), bit(3))} << p;
    }
    EXPECT_EQ(test::truth_table(aig), expected) << gate.type;
  }
}

// An adder of two bits, with ports whose bits do not count from 0 upwards.
TEST(YosysJson, WhatYosysWrote) {
  const Aig aig = read_yosys_json(test::tests_file("fuzz/corpus/yosys_json/adder.json"));
  EXPECT_EQ(aig.input_names, (PortNames{"a[1]", "a[2]", "b[1]", "b[0]", "ci"}));
  EXPECT_EQ(aig.output_names, (PortNames{"s[0]", "s[1]", "s[2]"}));
  for (uint64_t p = 0; p < 32; ++p) {
    const uint64_t sum = (p & 3) + (p >> 2 & 3) + (p >> 4);
    for (size_t bit = 0; bit < 3; ++bit) {
      EXPECT_EQ(test::truth_table(aig, bit) >> p & 1, sum >> bit & 1);
    }
  }
}

TEST(YosysJson, OrderOfPortsAsInTheFile) {
  const Aig aig = read_json_text(
      R"({"modules": {"m": {"ports": {"z": {"direction": "input", "bits": [7]},
          "y": {"direction": "output", "bits": [7, "1", "0", 8]},
          "a": {"direction": "input", "bits": [8]}}, "cells": {}}}})");
  EXPECT_EQ(aig.input_names, (PortNames{"z", "a"}));
  EXPECT_EQ(aig.output_names, (PortNames{"y[0]", "y[1]", "y[2]", "y[3]"}));
  EXPECT_EQ(aig.outputs, (std::vector<Literal>{2, kTrue, kFalse, 4}));
}

constexpr const char* kTwoModules =
    R"({{"modules": {{"one": {{{}"ports": {{"a": {{"direction": "output", "bits": ["1"]}}}}}},
                     "two": {{{}"ports": {{"b": {{"direction": "output", "bits": ["0"]}}}}}}}}}})";

TEST(YosysJson, TheTopModule) {
  const std::string none = fmt::format(kTwoModules, "", "");
  const std::string marked = fmt::format(kTwoModules, "", R"("attributes": {"top": "00000001"}, )");
  const std::string older = fmt::format(kTwoModules, R"("attributes": {"top": 1}, )", "");
  const std::string library =
      fmt::format(kTwoModules, R"("attributes": {"blackbox": "1", "top": "0"}, )", "");
  EXPECT_EQ(read_json_text(marked).output_names, (PortNames{"b"}));
  EXPECT_EQ(read_json_text(older).output_names, (PortNames{"a"}));
  EXPECT_EQ(read_json_text(library).output_names, (PortNames{"b"}));
  EXPECT_EQ(read_json_text(marked, "one").output_names, (PortNames{"a"}));
  expect_invalid_json(none, {"x.json: 0 modules with the attribute top", "one, two"});
  test::expect_error(ErrorKind::kInvalidArgument, {"x.json: no module 'three'", "one, two"},
                     [&] { read_json_text(none, "three"); });
}

TEST(YosysJson, CellsThatAreNoGates) {
  expect_unsupported_json(module_of(cell_of("$add", "") + "," + cell_of("$mux", "")),
                          {"x.json: module 'm'", "($add, $mux)", "'synth; abc -g AND'", "aigmap"});
  expect_unsupported_json(module_of(cell_of("sub", "")), {"other modules (sub)", "'flatten'"});
  for (const char* type : {"$_DFF_P_", "$_SDFFE_PP0P_", "$_DLATCH_N_", "$_SR_PP_", "$_FF_", "$dff",
                           "$adffe", "$dlatch", "$sr", "$mem_v2"}) {
    expect_unsupported_json(module_of(cell_of(type, "")), {type, "sequential circuits"});
  }
  EXPECT_EQ(kind_of_yosys_cell("$scopeinfo"), YosysCellKind::kNoLogic);
  EXPECT_EQ(kind_of_yosys_cell("$paramod\\sub\\W=1"), YosysCellKind::kModule);
}

// Of other modules than the top one nothing is asked.
TEST(YosysJson, CellsOfOtherModules) {
  std::string text = fmt::format(kTwoModules, R"("cells": {"c": {"type": "$dff"}}, )",
                                 R"("attributes": {"top": "1"}, )");
  EXPECT_EQ(read_json_text(text).output_names, (PortNames{"b"}));
}

TEST(YosysJson, BitsThatAreNeither) {
  expect_unsupported_json(module_of(cell_of("$_NOT_", R"("A": ["x"], "Y": [9])")),
                          {"x.json: cell '$_NOT_' of module 'm'", "bit 'x'", "setundef -zero"});
  expect_unsupported_json(
      R"({"modules": {"m": {"ports": {"y": {"direction": "output", "bits": ["z"]}}}}})",
      {"x.json: port 'y' of module 'm'", "bit 'z'"});
  expect_unsupported_json(
      R"({"modules": {"m": {"ports": {"y": {"direction": "inout", "bits": [2]}}}}})",
      {"port 'y' of module 'm' is inout"});
  expect_invalid_json(module_of(cell_of("$_NOT_", R"("A": ["2"], "Y": [9])")), {"a bit is \"2\""});
  expect_invalid_json(module_of(cell_of("$_NOT_", R"("A": [2.5], "Y": [9])")), {"a bit must be"});
}

TEST(YosysJson, Connections) {
  expect_invalid_json(module_of(cell_of("$_NOT_", R"("A": [2, 3], "Y": [9])")),
                      {"x.json: cell '$_NOT_' of module 'm': the pin 'A' needs a list of one bit"});
  expect_invalid_json(module_of(cell_of("$_NOT_", R"("A": 2, "Y": [9])")), {"pin 'A' needs"});
  expect_invalid_json(module_of(cell_of("$_NOT_", R"("Y": [9])")), {"pin 'A' of the gate $_NOT_"});
  expect_invalid_json(module_of(cell_of("$_NOT_", R"("A": [2], "B": [3], "Y": [9])")),
                      {"the gate $_NOT_ has no pin 'B'"});
  expect_invalid_json(module_of(cell_of("$_NOT_", R"("A": [2])")), {"output 'Y' of the gate"});
  expect_invalid_json(module_of(R"("c": {"type": "$_NOT_"})"), {"'connections' is missing"});
  expect_invalid_json(module_of(R"("c": {"type": 3})"), {"cell 'c' of module 'm': 'type' must be"});
  expect_invalid_json(module_of(R"("c": 3)"), {"cell 'c' of module 'm': need a JSON object"});
}

TEST(YosysJson, Nets) {
  expect_invalid_json(module_of(""), {"x.json: module 'm': the bit 9 is an output, but nothing"});
  expect_invalid_json(module_of(cell_of("$_NOT_", R"("A": [7], "Y": [9])")),
                      {"x.json: cell '$_NOT_' of module 'm': the bit 7 is read, but nothing"});
  expect_invalid_json(module_of(cell_of("$_NOT_", R"("A": [9], "Y": [9])")),
                      {"the bit 9 depends on itself: a cycle"});
  expect_invalid_json(module_of(cell_of("$_NOT_", R"("A": [2], "Y": [3])")),
                      {"the bit 3 is driven a second time, first as an input"});
  expect_invalid_json(module_of(cell_of("$_NOT_", R"("A": [2], "Y": ["1"])")),
                      {"the bit 1 is driven a second time"});
}

TEST(YosysJson, TextThatIsNoNetlist) {
  expect_invalid_json("", {"x.json: not JSON"});
  expect_invalid_json("{", {"x.json: not JSON"});
  expect_invalid_json("[]", {"x.json: no modules"});
  expect_invalid_json("{}", {"x.json: no modules, need what write_json of Yosys writes"});
  expect_invalid_json(R"({"modules": []})", {"'modules' must be a JSON object"});
  expect_invalid_json(R"({"modules": {"m": 1}})", {"'m' must be a JSON object"});
  expect_invalid_json(R"({"modules": {"m": {"ports": 1}}})", {"'ports' must be a JSON object"});
  expect_invalid_json(R"({"modules": {"m": {"cells": []}}})", {"'cells' must be a JSON object"});
  expect_invalid_json(R"({"modules": {"m": {}, "m": {}}})", {"a second module 'm'"});
  expect_invalid_json(R"({"modules": {"m": {"ports": {"a": []}}}})", {"need a JSON object"});
  expect_invalid_json(R"({"modules": {"m": {"ports": {"a": {"direction": "input"}}}}})",
                      {"x.json: port 'a' of module 'm': 'bits' is missing"});
  expect_invalid_json(R"({"modules": {"m": {"ports": {"a": {"bits": []}}}}})",
                      {"'direction' is missing"});
  expect_invalid_json(
      R"({"modules": {"m": {"ports": {"a": {"direction": "input", "bits": [2], "offset": 1e9}}}}})",
      {"'offset' must be a whole number"});
}

}  // namespace
}  // namespace heddle
