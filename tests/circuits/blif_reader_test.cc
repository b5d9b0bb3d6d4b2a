#include "heddle/circuits/io/blif_reader.h"

#include "heddle/circuits/io/genlib_reader.h"
#include "tests/circuits/truth_table.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>

namespace heddle {
namespace {

using NetNames = std::vector<std::string>;

Aig read_blif_text(std::string_view text, std::string_view genlib = {},
                   int64_t max_steps = kMaxBlifSteps) {
  GateLibrary gates;
  if (!genlib.empty()) {
    gates = read_genlib(open_bytes(std::as_bytes(std::span(genlib)), "x.genlib"));
  }
  Aig aig = read_blif(open_bytes(std::as_bytes(std::span(text)), "x.blif"), gates, max_steps);
  aig.validate();
  return aig;
}

void expect_invalid_blif(std::string_view text, std::initializer_list<std::string_view> words,
                         std::string_view genlib = {}) {
  test::expect_error(ErrorKind::kInvalidArgument, words, [=] { read_blif_text(text, genlib); });
}

// The output y of inputs a, b, c by a .names with these rows.
uint64_t table_of_rows(const std::string& rows) {
  return test::truth_table(
      read_blif_text(".model m\n.inputs a b c\n.outputs y\n.names a b c y\n" + rows + ".end\n"));
}

constexpr const char* kGenlib =
    "GATE inv 1 O=!a;\nGATE nand2 2 O=!(a*b);\nGATE one 0 O=CONST1;\n"
    "GATE fa 5 s=a^b^ci;\nGATE fa 5 co=a*b+ci*(a+b);\n";

TEST(BlifNames, Covers) {
  EXPECT_EQ(table_of_rows("111 1\n"), 0x80U);
  EXPECT_EQ(table_of_rows("111 0\n"), 0x7fU);
  EXPECT_EQ(table_of_rows("1-- 1\n"), 0xaaU);
  EXPECT_EQ(table_of_rows("--0 1\n"), 0x0fU);
  EXPECT_EQ(table_of_rows("11- 1\n1-1 1\n-11 1\n"), 0xe8U);
  EXPECT_EQ(table_of_rows("100 1\n010 1\n001 1\n111 1\n"), 0x96U);
  EXPECT_EQ(table_of_rows("0-- 0\n-0- 0\n"), 0x88U);
  EXPECT_EQ(table_of_rows("--- 1\n"), 0xffU);
  EXPECT_EQ(table_of_rows("--- 0\n"), 0x00U);
  EXPECT_EQ(table_of_rows(""), 0x00U);
}

TEST(BlifNames, Constants) {
  const Aig aig =
      read_blif_text(".model m\n.outputs a b c\n.names a\n1\n.names b\n0\n.names c\n.end\n");
  EXPECT_EQ(aig.outputs, (std::vector<Literal>{kTrue, kFalse, kFalse}));
  EXPECT_TRUE(aig.ands.empty());
}

TEST(Blif, NamesAndOrderOfInputsAndOutputs) {
  const Aig aig = read_blif_text(
      ".model m\n.inputs z a\n.outputs y z\n.inputs m[1]\n.outputs y2\n"
      ".names y y2\n0 1\n.names a m[1] y\n11 1\n.end\n");
  EXPECT_EQ(aig.input_names, (NetNames{"z", "a", "m[1]"}));
  EXPECT_EQ(aig.output_names, (NetNames{"y", "z", "y2"}));
  EXPECT_EQ(aig.outputs, (std::vector<Literal>{8, 2, 9}));
  EXPECT_EQ(aig.ands, (std::vector<AndGate>{{4, 6}}));
}

TEST(Blif, CommentsContinuationAndSkippedDirectives) {
  const Aig aig = read_blif_text(
      "# comment\n\n.model m # of a file\n.inputs a \\\n  b \\  \n c\n.outputs \\\ny\r\n"
      ".area 3\n.default_input_arrival 0 0\n.names a b c y\n111 1 # row\n.attr src \"x\"\n.end\n");
  EXPECT_EQ(aig.input_names, (NetNames{"a", "b", "c"}));
  EXPECT_EQ(test::truth_table(aig), 0x80U);
}

TEST(Blif, GatesAreMadeOnce) {
  const Aig aig = read_blif_text(
      ".model m\n.inputs a b\n.outputs x y\n.names a b x\n11 1\n.names b a y\n11 1\n");
  EXPECT_EQ(aig.ands.size(), 1U);
  EXPECT_EQ(aig.outputs[0], aig.outputs[1]);
}

TEST(Blif, Connections) {
  EXPECT_EQ(read_blif_text(".model m\n.inputs a\n.outputs y\n.conn a y\n").outputs,
            (std::vector<Literal>{2}));
}

TEST(BlifGates, OfALibrary) {
  const Aig aig = read_blif_text(
      ".model m\n.inputs a b ci\n.outputs s co n\n.gate fa a=a b=b ci=ci s=s co=co\n"
      ".gate one O=t\n.subckt nand2 O=n b=t a=a\n.end\n",
      kGenlib);
  EXPECT_EQ(test::truth_table(aig, 0), 0x96U);
  EXPECT_EQ(test::truth_table(aig, 1), 0xe8U);
  EXPECT_EQ(test::truth_table(aig, 2), 0x55U);
}

TEST(BlifGates, ThatDoNotFit) {
  const std::string start = ".model m\n.inputs a b\n.outputs y\n";
  expect_invalid_blif(start + ".gate inv a=a O=y\n", {"x.blif:4: the gate inv", "none was given"});
  expect_invalid_blif(start + ".gate xor a=a b=b O=y\n", {"x.blif:4: no gate xor"}, kGenlib);
  expect_invalid_blif(start + ".gate inv b=a O=y\n", {"the gate inv has no pin 'b'"}, kGenlib);
  expect_invalid_blif(start + ".gate inv O=y\n", {"pin 'a' of the gate inv is not con"}, kGenlib);
  expect_invalid_blif(start + ".gate inv a=b\n", {"output 'O' of the gate inv is not"}, kGenlib);
  expect_invalid_blif(start + ".gate inv a=a a=b O=y\n", {"'a' is connected twice"}, kGenlib);
  expect_invalid_blif(start + ".gate inv a O=y\n", {"x.blif:4: 'a', need PIN=NET"}, kGenlib);
  expect_invalid_blif(start + ".gate inv a= O=y\n", {"'a=', need PIN=NET"}, kGenlib);
  expect_invalid_blif(start + ".gate\n", {"x.blif:4: .gate without a name"}, kGenlib);
}

const std::string kHalfAdderModel =
    ".model half\n.inputs x y\n.outputs sum carry\n.names x y sum\n10 1\n01 1\n"
    ".names x y carry\n11 1\n.end\n";

TEST(BlifModels, AreFlattened) {
  const Aig aig = read_blif_text(
      ".model top\n.inputs a b c\n.outputs s co same\n"
      ".subckt half x=a y=b sum=t carry=c1\n.subckt half x=t y=c sum=s carry=c2\n"
      ".names c1 c2 co\n1- 1\n-1 1\n.subckt through in=c out=same\n.end\n" +
      kHalfAdderModel + ".model through\n.inputs in\n.outputs out\n.names in out\n1 1\n.end\n");
  EXPECT_EQ(test::truth_table(aig, 0), 0x96U);
  EXPECT_EQ(test::truth_table(aig, 1), 0xe8U);
  EXPECT_EQ(aig.outputs[2], 6U);
  EXPECT_EQ(aig.output_names, (NetNames{"s", "co", "same"}));
}

TEST(BlifModels, OutputsMayStayOpen) {
  const Aig aig =
      read_blif_text(".model top\n.inputs a b\n.outputs c\n.subckt half x=a y=b carry=c\n.end\n" +
                     kHalfAdderModel);
  EXPECT_EQ(test::truth_table(aig), 0x8U);
}

// Each output of the copy is an input of the other: no cycle, though the copies read each other.
TEST(BlifModels, CopiesThatReadEachOther) {
  const std::string two =
      ".model two\n.inputs p q\n.outputs u v\n.names p u\n0 1\n.names q v\n0 1\n.end\n";
  const Aig aig = read_blif_text(
      ".model top\n.inputs a\n.outputs y\n"
      ".subckt two p=a q=n2 u=n1 v=y\n.subckt two p=n1 q=a u=n2 v=open\n.end\n" +
      two);
  EXPECT_EQ(aig.outputs, (std::vector<Literal>{3}));
}

TEST(BlifModels, ThatDoNotFit) {
  const std::string top = ".model top\n.inputs a b\n.outputs c\n";
  expect_invalid_blif(top + ".subckt gone x=a y=c\n", {"x.blif:4: no model 'gone' in this file"});
  expect_invalid_blif(top + ".subckt half x=a carry=c\n.end\n" + kHalfAdderModel,
                      {"x.blif:4: the input 'y' of the model 'half' is not connected"});
  expect_invalid_blif(top + ".subckt half x=a y=b z=c\n.end\n" + kHalfAdderModel,
                      {"x.blif:4: 'z' is not an input or output of the model 'half'"});
  expect_invalid_blif(top + ".subckt half x=a x=b y=b carry=c\n.end\n" + kHalfAdderModel,
                      {"'x' is not an input or output", "or connected before"});
  expect_invalid_blif(top + ".end\n" + kHalfAdderModel + kHalfAdderModel,
                      {"x.blif:14: a second model 'half'"});
}

TEST(BlifModels, Recursion) {
  expect_invalid_blif(".model top\n.inputs a\n.outputs b\n.subckt top a=a b=b\n",
                      {"x.blif: the model 'top' contains itself"});
  expect_invalid_blif(
      ".model top\n.subckt p\n.end\n.model p\n.subckt q\n.end\n.model q\n.subckt p\n.end\n",
      {"contains itself"});
}

// 40 models, each of two copies of the next one.
TEST(BlifModels, LimitOfTheirSize) {
  std::string text;
  for (int i = 0; i < 40; ++i) {
    text += fmt::format(".model m{0}\n.subckt m{1}\n.subckt m{1}\n.end\n", i, i + 1);
  }
  text += ".model m40\n.end\n";
  test::expect_error(ErrorKind::kUnsupported, {"x.blif: the models within models make too many"},
                     [&] { read_blif_text(text, {}, 100000); });
}

TEST(Blif, Nets) {
  const std::string start = ".model m\n.inputs a b\n.outputs y\n";
  expect_invalid_blif(start + ".names a n y\n11 1\n",
                      {"x.blif:4: net 'n' is read, but nothing drives it"});
  expect_invalid_blif(start, {"x.blif: net 'y' is an output, but nothing drives it"});
  expect_invalid_blif(start + ".names a y\n1 1\n.names b y\n1 1\n",
                      {"x.blif:6: net 'y' is driven a second time, first at x.blif:4"});
  expect_invalid_blif(start + ".names b a\n1 1\n",
                      {"x.blif:4: net 'a' is driven a second time, first as an input"});
  expect_invalid_blif(start + ".inputs b\n", {"x.blif: net 'b' is an input twice"});
  expect_invalid_blif(start + ".names a n y\n11 1\n.names y n\n1 1\n",
                      {"net 'y' depends on itself: a cycle"});
  expect_invalid_blif(".model top\n.subckt m\n.end\n.model m\n.outputs y\n.names n y\n1 1\n",
                      {"x.blif:6: net 'n' of the model 'm' is read"});
}

TEST(Blif, Text) {
  const std::string start = ".model m\n.inputs a b\n.outputs y\n";
  expect_invalid_blif("", {"x.blif: no .model"});
  expect_invalid_blif(".inputs a\n", {"x.blif:1: .inputs outside of a model"});
  expect_invalid_blif(".model m\n.end\n.inputs a\n", {"x.blif:3: .inputs outside of a model"});
  expect_invalid_blif(".model\n", {"x.blif:1: .model with 0 words behind it"});
  expect_invalid_blif("aig 1 1 0 0 0\n", {"x.blif:1: 'aig', need a directive"});
  expect_invalid_blif(start + ".name a y\n", {"x.blif:4: unknown directive .name"});
  expect_invalid_blif(start + ".names\n", {"x.blif:4: .names without a net"});
  expect_invalid_blif(start + ".names a b y\n1 1\n", {"x.blif:5: a row of .names with 2 inputs"});
  expect_invalid_blif(start + ".names a b y\n12 1\n", {"a row of .names with 2 inputs"});
  expect_invalid_blif(start + ".names a b y\n11\n", {"a row of .names with 2 inputs"});
  expect_invalid_blif(start + ".names a b y\n11 x\n", {"the value 'x' of a row"});
  expect_invalid_blif(start + ".names a b y\n11 1\n00 0\n", {"x.blif:6: a row of value 0 after"});
  expect_invalid_blif(start + ".names y\n1 1\n", {"a row of .names with 0 inputs"});
  expect_invalid_blif(start + ".conn a\n", {".conn with 1 nets"});
}

TEST(Blif, WhatIsNotSupported) {
  for (const char* line : {".latch a y re c 0", ".mlatch dff D=a Q=y c 0", ".clock c"}) {
    test::expect_error(ErrorKind::kUnsupported, {"x.blif:2", "sequential circuits", "comb"},
                       [&] { read_blif_text(std::string(".model m\n") + line + "\n"); });
  }
  test::expect_error(ErrorKind::kUnsupported, {"x.blif:2: .exdc is not supported"},
                     [] { read_blif_text(".model m\n.exdc\n"); });
}

}  // namespace
}  // namespace heddle
