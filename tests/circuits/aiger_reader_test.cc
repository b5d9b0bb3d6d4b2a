#include "heddle/circuits/io/aiger_reader.h"

#include "heddle/graph/io/gzip_source.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>

namespace heddle {
namespace {

using namespace std::string_literals;

Aig read_aiger_text(std::string_view text) {
  Aig aig = read_aiger(open_bytes(std::as_bytes(std::span(text)), "x.aig"));
  aig.validate();
  return aig;
}

void expect_invalid_aiger(std::string_view text, std::initializer_list<std::string_view> words) {
  test::expect_error(ErrorKind::kInvalidArgument, words, [text] { read_aiger_text(text); });
}

void expect_unsupported_aiger(std::string_view text,
                              std::initializer_list<std::string_view> words) {
  test::expect_error(ErrorKind::kUnsupported, words, [text] { read_aiger_text(text); });
}

using Gates = std::vector<AndGate>;
using Literals = std::vector<Literal>;
using Names = std::vector<std::string>;

// The half adder of the AIGER paper: sum and carry of two inputs.
const std::string kHalfAdderAag =
    "aag 7 2 0 2 3\n2\n4\n6\n12\n6 13 15\n12 2 4\n14 3 5\n"
    "i0 x\ni1 y\no0 s\no1 c\nc\nhalf adder\n";

TEST(AigerBinary, AGate) {
  const Aig aig = read_aiger_text("aig 3 2 0 1 1\n7\n\x02\x02");
  EXPECT_EQ(aig.inputs, 2);
  EXPECT_EQ(aig.ands, (Gates{{2, 4}}));
  EXPECT_EQ(aig.outputs, (Literals{7}));
  EXPECT_TRUE(aig.input_names.empty());
}

TEST(AigerBinary, DeltasOfSeveralBytes) {
  // Gate of literal 40002: 40002 - 16387 = 23615, 16387 - 3 = 16384.
  const std::string text = "aig 20001 20000 0 0 1\n\xbf\xb8\x01\x80\x80\x01"s;
  EXPECT_EQ(read_aiger_text(text).ands, (Gates{{3, 16387}}));
}

TEST(AigerBinary, WhatIsOddButAllowed) {
  EXPECT_EQ(read_aiger_text("aig 0 0 0 0 0\n").variables(), 1);
  EXPECT_EQ(read_aiger_text("aig 0 0 0 0 0 0 0 0 0\n").variables(), 1);
  EXPECT_EQ(read_aiger_text("aig 1 1 0 4 0\n0\n1\n2\n3\n").outputs, (Literals{0, 1, 2, 3}));
  // AND of an input with itself, with its complement, with a constant; one twice; no output.
  const Aig aig = read_aiger_text("aig 5 1 0 0 4\n\x02\x00\x03\x01\x06\x01\x06\x00"s);
  EXPECT_EQ(aig.ands, (Gates{{2, 2}, {2, 3}, {1, 2}, {4, 4}}));
  EXPECT_EQ(read_aiger_text("aig 3 1 0 0 2\n\x02\x00\x04\x00"s).ands, (Gates{{2, 2}, {2, 2}}));
  EXPECT_EQ(read_aiger_text("aig 1 0 0 1 1\n2\n\x02\x00"s).ands, (Gates{{0, 0}}));
}

TEST(AigerBinary, Names) {
  const Aig aig = read_aiger_text("aig 3 2 0 1 1\n6\n\x02\x02i1 b [1]\no0 and\n");
  EXPECT_EQ(aig.input_names, (Names{"", "b [1]"}));
  EXPECT_EQ(aig.output_names, (Names{"and"}));
}

TEST(AigerBinary, CommentsOfAnyBytes) {
  const std::string gate = "aig 3 2 0 1 1\n6\n\x02\x02";
  const std::string named_gate = gate + "i0 a\n";
  const Aig aig = read_aiger_text(gate);
  for (const std::string& comment : {"c"s, "c\n"s, "c\nany text"s, "c\n\r\0\xff\x80"s,
                                     "cn\0\0\0\x04"
                                     "and\0"s}) {
    EXPECT_EQ(read_aiger_text(gate + comment), aig) << comment;
    EXPECT_EQ(read_aiger_text(named_gate + comment).input_names, (Names{"a", ""})) << comment;
  }
}

TEST(AigerHeader, Magic) {
  for (const char* text :
       {"", "a", "aig", "aag\n", "AIG 0 0 0 0 0\n", "aix 0 0 0 0 0\n", " aig 0"}) {
    expect_invalid_aiger(text, {"x.aig: not an AIGER file"});
  }
  expect_unsupported_aiger("aig2 3 2 0 1 1\n", {"compact AIGER", "-c"});
}

TEST(AigerHeader, Numbers) {
  expect_invalid_aiger("aig 3 2 0 1\n6\n", {"x.aig:1: a line end, need one blank"});
  expect_invalid_aiger("aig 3 2 0 1 ", {"the end of the file, need the number of ANDs"});
  expect_invalid_aiger("aig 3 x 0 1 1\n", {"x.aig:1: 'x', need the number of inputs"});
  expect_invalid_aiger("aig 3 -2 0 1 1\n", {"'-'"});
  expect_invalid_aiger("aig  3 2 0 1 1\n", {"a blank, need the number of variables"});
  expect_invalid_aiger("aig 3 2 0 1 01\n", {"the number of ANDs begins with a zero"});
  expect_invalid_aiger("aig 3 2 0 1 1 \n", {"need the number of bad state properties"});
  expect_invalid_aiger("aig 3 2 0 1 1 0 0 0 0 0\n", {"a blank, need a line end"});
  expect_invalid_aiger("aig 2147483648 2 0 1 1\n", {"variables is above 2147483647"});
  expect_invalid_aiger("aig 99999999999999999999999999 2 0 1 1\n", {"is above 2147483647"});
}

TEST(AigerHeader, CarriageReturn) {
  expect_invalid_aiger("aig 1 1 0 0 0\r\n", {"x.aig:1: a carriage return"});
  expect_invalid_aiger("aig 1 1 0 1 0\n2\r\n", {"x.aig:2: a carriage return, need a line end"});
  expect_invalid_aiger("aag 1 1 0 0 0\n2\r\n", {"x.aig:2: a carriage return"});
  expect_invalid_aiger("aig 1 1 0 0 0\ni0 a\r\n", {"x.aig:2: a carriage return"});
}

TEST(AigerHeader, Sums) {
  expect_invalid_aiger("aig 4 2 0 1 1\n6\n\x02\x02", {"x.aig:1: 4 variables, need 3 for 2 inputs"});
  expect_invalid_aiger("aig 2 2 0 1 1\n6\n\x02\x02", {"2 variables, need 3"});
  expect_invalid_aiger("aag 2 2 0 0 1\n", {"2 variables, need at least 3"});
  expect_invalid_aiger("aig 0 2147483647 2147483647 0 2147483647\n", {"need 6442450941"});
}

TEST(AigerHeader, SequentialCircuits) {
  expect_unsupported_aiger("aig 1 0 1 2 0\n2\n2\n3\n",
                           {"x.aig: 1 latches: sequential circuits are not supported"});
  expect_unsupported_aiger("aag 1 0 1 2 0\n2 3\n2\n3\n", {"1 latches"});
  expect_unsupported_aiger("aig 1 1 0 0 0 1\n2\n", {"1 bad state properties: sequential"});
  expect_unsupported_aiger("aig 1 1 0 0 0 0 2\n2\n", {"2 constraints"});
  expect_unsupported_aiger("aig 1 1 0 0 0 0 0 1\n", {"1 justice properties"});
  expect_unsupported_aiger("aig 1 1 0 0 0 0 0 0 1\n", {"1 fairness constraints"});
}

TEST(AigerHeader, FilesThatAreShorterThanTheySay) {
  expect_invalid_aiger("aig 2147483647 0 0 0 2147483647\n",
                       {"x.aig: 0 bytes behind the first line, need at least 4294967294"});
  expect_invalid_aiger("aig 0 0 0 2147483647 0\n0\n", {"2 bytes", "at least 4294967294"});
  expect_invalid_aiger("aag 2147483647 2147483647 0 0 0\n2\n", {"2 bytes", "4294967294"});
  expect_invalid_aiger("aag 2147483647 0 0 0 2147483647\n", {"at least 12884901882"});
}

TEST(AigerHeader, InputsThatNothingReads) {
  EXPECT_EQ(read_aiger_text("aig 1048576 1048576 0 0 0\n").inputs, 1 << 20);
  expect_unsupported_aiger("aig 1048577 1048577 0 0 0\ni0 a\n",
                           {"1048577 inputs in a file of 26 bytes, need at most 1048576"});
  expect_unsupported_aiger("aig 2147483647 2147483647 0 0 0\ni7 a\n", {"2147483647 inputs"});
}

TEST(AigerBinary, OutputsOutOfRange) {
  expect_invalid_aiger("aig 1 1 0 1 0\n4\n", {"x.aig:2: the literal of an output is above 3"});
  expect_invalid_aiger("aig 1 1 0 2 0\n2\n\n\n",
                       {"x.aig:3: a line end, need the literal of an out"});
  expect_invalid_aiger("aig 1 1 0 1 0\n03\n", {"x.aig:2: the literal of an output begins with"});
  expect_invalid_aiger("aig 1 1 0 2 0\n2 3\n", {"x.aig:2: a blank, need a line end"});
}

TEST(AigerBinary, Deltas) {
  const std::string header = "aig 3 2 0 0 1\n";
  expect_invalid_aiger(header + "\0\2"s, {"x.aig: byte 14: the first delta", "literal 6 is 0"});
  expect_invalid_aiger(header + "\x07\1",
                       {"byte 14: a delta of the AND of literal 6 is too large"});
  expect_invalid_aiger(header + "\x02\5", {"byte 14: a delta", "too large"});
  expect_invalid_aiger(header + "\x02\x80", {"byte 14: the file ends inside the AND of literal 6"});
  expect_invalid_aiger(header + "\x82\x80\x80\x80\x80\x00\x02"s, {"no end in 5 bytes"});
  expect_invalid_aiger(header + "\xff\xff\xff\xff\x7f\x02", {"too large"});
  EXPECT_EQ(read_aiger_text(header + "\x82\x80\x80\x80\x00\x02"s).ands, (Gates{{2, 4}}));
  EXPECT_EQ(read_aiger_text(header + "\x06\x00"s).ands, (Gates{{0, 0}}));
}

TEST(AigerBinary, WhatFollowsTheGates) {
  const std::string gate = "aig 3 2 0 1 1\n6\n\x02\x02";
  expect_invalid_aiger(gate + "x", {"x.aig: byte 18: 'x', need a name"});
  expect_invalid_aiger(gate + "\n", {"byte 18: a line end"});
  expect_invalid_aiger(gate + "\x01", {"byte 18: the byte 0x01"});
}

TEST(AigerSymbols, OutOfRangeOrTwice) {
  const std::string gate = "aig 3 2 0 1 1\n6\n\x02\x02";
  expect_invalid_aiger(gate + "i2 a\n", {"byte 18: a name for input 2, but there are 2 of them"});
  expect_invalid_aiger(gate + "o1 a\n", {"a name for output 1, but there are 1"});
  expect_invalid_aiger(gate + "l0 a\n", {"a name for latch 0, but there are 0"});
  expect_invalid_aiger(gate + "i0 a\ni0 b\n", {"byte 23: a second name for input 0"});
  expect_invalid_aiger(gate + "i0\n", {"a line end, need a blank and a name"});
  expect_invalid_aiger(gate + "i a\n", {"a blank, need the index of a symbol"});
  expect_invalid_aiger(gate + "i99999999999 a\n", {"the index of a symbol is above"});
  expect_invalid_aiger(gate + "i0 a", {"the end of the file, need text and a line end"});
  expect_invalid_aiger(gate + "i0 a\0b\n"s, {"the byte 0x00"});
  expect_invalid_aiger("aig 1 1 0 0 0\nb0 a\n", {"x.aig:2: 'b'"});
}

TEST(AigerAscii, HalfAdder) {
  const Aig aig = read_aiger_text(kHalfAdderAag);
  EXPECT_EQ(aig.inputs, 2);
  EXPECT_EQ(aig.ands, (Gates{{2, 4}, {3, 5}, {7, 9}}));
  EXPECT_EQ(aig.outputs, (Literals{10, 6}));
  EXPECT_EQ(aig.input_names, (Names{"x", "y"}));
  EXPECT_EQ(aig.output_names, (Names{"s", "c"}));
}

TEST(AigerAscii, InputsInAnyOrderOfVariables) {
  const Aig aig = read_aiger_text("aag 3 2 0 2 1\n6\n2\n2\n5\n4 3 6\n");
  EXPECT_EQ(aig.ands, (Gates{{2, 5}}));
  EXPECT_EQ(aig.outputs, (Literals{4, 7}));
}

TEST(AigerAscii, SortedAndsKeepTheirOrder) {
  const Aig aig = read_aiger_text("aag 9 1 0 1 3\n2\n18\n16 2 3\n4 1 3\n18 4 17\n");
  EXPECT_EQ(aig.ands, (Gates{{2, 3}, {1, 3}, {5, 6}}));
  EXPECT_EQ(aig.outputs, (Literals{8}));
}

TEST(AigerAscii, HugeNumbersOfFewVariables) {
  const Aig aig = read_aiger_text("aag 2147483647 1 0 1 1\n4294967294\n7\n6 4294967295 1\n");
  EXPECT_EQ(aig.ands, (Gates{{1, 3}}));
  EXPECT_EQ(aig.outputs, (Literals{5}));
  expect_invalid_aiger("aag 2147483647 2 0 0 0\n4294967294\n4294967294\n",
                       {"x.aig:3: literal 4294967294 is defined a second time"});
  expect_invalid_aiger("aag 2147483647 1 0 1 0\n4294967294\n8\n",
                       {"x.aig:3: literal 8 is defined nowhere"});
}

TEST(AigerAscii, Definitions) {
  expect_invalid_aiger("aag 1 1 0 0 0\n3\n",
                       {"x.aig:2: the literal of an input is 3, need an even"});
  expect_invalid_aiger("aag 1 1 0 0 0\n0\n", {"is 0, need an even one from 2"});
  expect_invalid_aiger("aag 2 1 0 0 1\n2\n5 2 2\n", {"x.aig:3: the literal of an AND is 5"});
  expect_invalid_aiger("aag 2 1 0 0 1\n2\n6 2 2\n", {"x.aig:3: the literal of an AND is above 5"});
  expect_invalid_aiger("aag 2 1 0 0 1\n2\n4 2 6\n",
                       {"x.aig:3: the literal of a fan-in is above 5"});
  expect_invalid_aiger("aag 3 2 0 0 0\n2\n2\n", {"x.aig:3: literal 2 is defined a second time"});
  expect_invalid_aiger("aag 2 1 0 1 1\n2\n0\n2 0 0\n", {"x.aig:4: literal 2 is defined a second"});
  expect_invalid_aiger("aag 3 1 0 0 1\n2\n4 2 7\n", {"x.aig:3: literal 7 is defined nowhere"});
  expect_invalid_aiger("aag 3 1 0 1 1\n2\n6\n4 2 2\n", {"x.aig:3: literal 6 is defined nowhere"});
}

TEST(AigerAscii, Cycles) {
  expect_invalid_aiger("aag 2 1 0 0 1\n2\n4 2 5\n", {"x.aig:3: this AND depends on itself"});
  expect_invalid_aiger("aag 4 1 0 1 3\n2\n4\n4 2 6\n6 8 2\n8 2 5\n", {"x.aig:4: this AND depends"});
}

TEST(AigerAscii, Lines) {
  expect_invalid_aiger("aag 2 1 0 0 1\n2\n4 2\n3 3", {"x.aig:3: a line end, need a blank"});
  expect_invalid_aiger("aag 2 1 0 0 1\n2\n4  2 2\n", {"x.aig:3: a blank, need the literal"});
  expect_invalid_aiger("aag 2 1 0 0 1\n2\n4 2 2", {"bytes behind the first line"});
  expect_invalid_aiger("aag 2 1 0 0 1\n2\n44 2 2", {"x.aig:3: the literal of an AND is above 5"});
  expect_invalid_aiger("aag 9 1 0 0 1\n2\n10 2 2", {"x.aig:3: the end of the file, need a line"});
  expect_invalid_aiger("aag 1 1 0 0 0\n2\n\n", {"x.aig:3: a line end, need a name"});
}

// A chain whose ANDs stand in reverse, deeper than any stack of calls.
TEST(AigerAscii, DeepChainInReverse) {
  constexpr int kDepth = 1000000;
  std::string text = fmt::format("aag {0} 1 0 1 {1}\n2\n{2}\n", kDepth + 1, kDepth, 2 * kDepth + 2);
  for (int i = kDepth; i > 0; --i) text += fmt::format("{} {} 2\n", 2 * i + 2, 2 * i);
  const Aig aig = read_aiger_text(text);
  EXPECT_EQ(aig.ands.front(), (AndGate{2, 2}));
  EXPECT_EQ(aig.ands.back(), (AndGate{2, 2 * kDepth}));
}

// Its length is not known beforehand, so that only the data can be believed.
TEST(AigerReader, SourcesOfUnknownLength) {
  class Unknown final : public ByteSource {
   public:
    explicit Unknown(std::string_view text)
        : ByteSource("u.aig"), bytes_(open_bytes(std::as_bytes(std::span(text)), "")) {}
    size_t read(std::span<std::byte> target) override { return bytes_->read(target.first(1)); }

   private:
    std::unique_ptr<ByteSource> bytes_;
  };
  const Aig aig = read_aiger(std::make_unique<Unknown>(kHalfAdderAag));
  EXPECT_EQ(aig, read_aiger_text(kHalfAdderAag));
  for (const char* text :
       {"aig 2147483647 0 0 0 2147483647\n\x02", "aag 9999999 9999999 0 0 0\n2\n",
        "aag 9999999 0 0 0 9999999\n2 0 0\n", "aig 0 0 0 999999999 0\n0\n"}) {
    test::expect_error(ErrorKind::kInvalidArgument, {"u.aig"},
                       [text] { read_aiger(std::make_unique<Unknown>(text)); });
  }
}

}  // namespace
}  // namespace heddle
