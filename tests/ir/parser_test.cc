// What is malformed is refused with one line: `source:line: what was found, what is needed`.

#include "heddle/ir/parser.h"

#include "tests/ir/test_ops.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace heddle::test {
namespace {

struct Malformed {
  const char* lines;    // after the two header lines
  int line;             // that the message names; 0: the whole program
  const char* message;  // part of it
  ErrorKind kind = ErrorKind::kInvalidArgument;
};

constexpr const char* kInput3x2 = "%0 = input() {name=\"x\"} : f32[3,2]\n";

const Malformed kMalformed[] = {
    // Lines.
    {"nonsense\n", 3, "found 'nonsense', needs '%'"},
    {"output \"y\"\n", 3, "found 'end of line', needs '='"},
    {"output y = %0\n", 3, "found 'y', needs the output's name in quotes"},
    {"output \"y\" = 3\n", 3, "found '3', needs '%'"},
    {"output \"y\" = %0\n", 3, "value %0 does not exist yet"},
    {"output \"y\" = _\n", 0, "output 'y': its value does not exist"},
    {"space nodes: nodes 3 4\n", 3, "found '4', needs the end of the line"},
    {"output \"y", 3, "a text in quotes does not end"},
    {"output \"y\\\"\n", 3, "a text in quotes does not end"},
    {"\n\n\n@\n", 6, "found '@', needs '%'"},
    // Spaces.
    {"space : nodes 3\n", 3, "found ':', needs the space's name"},
    {"space nodes nodes 3\n", 3, "found 'nodes', needs ':'"},
    {"space nodes: rows 3\n", 3, "'rows' is no kind of space"},
    {"space nodes: nodes\n", 3, "found 'end of line', needs the size of the space"},
    {"space nodes: nodes -3\n", 3, "the size of a space is negative"},
    {"space nodes: nodes 99999999999999999999\n", 3, "needs the size of the space"},
    {"space nodes: nodes 3.5\n", 3, "found '3.5', needs the size of the space"},
    {"space nodes: nodes 3\nspace nodes: nodes 3\n", 0, "space 'nodes': declared twice"},
    {"space nodes: nodes 9999999999999\n", 0, "space 'nodes': size 9999999999999"},
    // Slots.
    {"slot w: f32[1,1] parameter zeros 1.0\n", 3, "needs the slot's name in quotes"},
    {"slot \"w\": f32[1,1] weight zeros 1.0\n", 3, "'weight' is no slot role"},
    {"slot \"w\": f32[1,1] parameter random 1.0\n", 3, "'random' is no initializer"},
    {"slot \"w\": f32[1,1] parameter zeros 1\n", 3, "an initializer needs a number"},
    {"slot \"w\": f32[1,1] parameter zeros\n", 3, "is no attribute value"},
    {"slot \"w\": f32[1,1] parameter zeros 1.0\nslot \"w\": f32[1,1] parameter zeros 1.0\n", 0,
     "slot 'w': declared twice"},
    {"%0 = state() {slot=\"w\"} : f32[1,1]\n", 0, "there is no slot 'w'"},
    {"slot \"w\": f32[1,1] parameter zeros 1.0\n%0 = state() {slot=\"w\"} : f32[2,1]\n", 0,
     "slot 'w' has another type"},
    {"update \"w\" = %0\n", 3, "there is no slot 'w'"},
    // Types.
    {"%0 = input() {name=\"x\"} : f31[1,1]\n", 3, "'f31' is no element type"},
    {"%0 = input() {name=\"x\"} : f32[1]\n", 3, "found ']', needs ','"},
    {"%0 = input() {name=\"x\"} : f32[nodes,1]\n", 3, "there is no space 'nodes'"},
    {"%0 = input() {name=\"x\"} : f32[-1,1]\n", 3, "-1 rows out of range"},
    {"%0 = input() {name=\"x\"} : f32[1,6/4]\n", 3, "6 columns cannot be split into 4 heads"},
    {"%0 = input() {name=\"x\"} : f32[1,6/0]\n", 3, "0 heads out of range"},
    {"%0 = input() {name=\"x\"} : csr f32[1,6]\n", 3, "found 'end of line', needs 'entries'"},
    {"%0 = input() {name=\"x\"} : topk u8[1,6] kept 7\n", 3, "keeps 7 of 6 columns"},
    {"%0 = input() {name=\"x\"} : quantized i8[1,6]\n", 3, "found 'end of line', needs 'bits'"},
    {"%0 = input() {name=\"x\"} : quantized i8[1,6] bits\n", 3, "needs the bits of a code"},
    {"%0 = input() {name=\"x\"} : quantized i8[1,6] bits 3\n", 3, "has 3 bits, needs 8, 4 or 2"},
    {"%0 = input() {name=\"x\"} : quantized i8[1,6] bits -4\n", 3, "has -4 bits, needs 8, 4 or 2"},
    {"%0 = input() {name=\"x\"} : quantized i8[1,6] bits 9223372036854775807\n", 3, "needs 8, 4"},
    {"%0 = input() {name=\"x\"} : quantized i8[1,6] bits 8 hubs\n", 3, "needs the bits of hubs"},
    {"%0 = input() {name=\"x\"} : quantized i8[1,6] bits 4 hubs 4\n", 3,
     "has 4 bits in hubs, needs 4 or 2 and fewer than 4"},
    {"%0 = input() {name=\"x\"} : quantized i8[1,6] bits 8 hubs -2\n", 3, "has -2 bits in hubs"},
    {"%0 = input() {name=\"x\"} : quantized f32[1,6] bits 4\n", 3,
     "has codes in f32 of 1 heads, needs i8 of one"},
    {"%0 = input() {name=\"x\"} : quantized i8[1,6/2] bits 4\n", 3, "has codes in i8 of 2 heads"},
    {"%0 = input() {name=\"x\"} : quantized i8[1,-6] bits 4\n", 3, "-6 columns out of range"},
    {"%0 = input() {name=\"x\"} : i8[1,6] bits 4\n", 3, "found 'bits', needs the end of the line"},
    {"%0 = adjacency() {name=\"a\"} : quantized i8[5,5] bits 8\n", 3, "needs an adjacency"},
    {"%0 = input() {name=\"x\"} : f32[1099511627776,2147483648]\n", 3,
     "1099511627776 x 2147483648 elements are too many"},
    {"%0 = adjacency() {name=\"a\"} : adjacency[5<-5] edges 7 relations 0\n", 3,
     "0 relations out of range"},
    {"%0 = adjacency() {name=\"a\"} : adjacency[5-5] edges 7 relations 1\n", 3, "needs '<-'"},
    {"%0 = adjacency() {name=\"a\"} : f32[5,5]\n", 3, "needs an adjacency"},
    {"%0 = input() {name=\"a\"} : adjacency[5<-5] edges 7 relations 1\n", 3, "needs a matrix"},
    // Nodes.
    {"%1 = input() {name=\"x\"} : f32[1,1]\n", 3, "nodes must be numbered 0, 1, 2, ..."},
    {"%0 = frobnicate(%0) : f32[1,1]\n", 3, "operator 'frobnicate' is not known to this version",
     ErrorKind::kUnsupported},
    {"%0 = merge(%0, _, _) : f32[1,1]\n", 3, "value %0 does not exist yet"},
    {"%0 = merge(%5, _, _) : f32[1,1]\n", 3, "value %5 does not exist yet"},
    {"%0 = merge(%99999999999999999999, _, _) : f32[1,1]\n", 3, "is no value"},
    {"%0 = merge(%1.x, _, _) : f32[1,1]\n", 3, "'%1.x' is no value"},
    {"%0 = merge(%-1, _, _) : f32[1,1]\n", 3, "'%-1' is no value"},
    {"%0 = input() : f32[1,1], f32[1,1]\n", 3, "input: 2 results stated, 1 needed"},
    {"%0 = merge(_, _, _) : f32[1,1]\n", 3, "merge: operand 'a' is missing"},
    {"once %0 = input() {name=\"x\"} : f32[1,1]\n", 0, "cannot be computed once"},
    {"recompute(0) %0 = input() {name=\"x\"} : f32[1,1]\n", 3, "a recompute group is a positive"},
    {"recompute(4294967297) %0 = input() {name=\"x\"} : f32[1,1]\n", 3, "a recompute group is"},
    {"%0 = repeat", 3, "found 'end of text', needs '('"},
    // Attributes.
    {"%0 = input() {name=x} : f32[1,1]\n", 3, "'x' is no attribute value"},
    {"%0 = input() {name=\"x\", name=\"y\"} : f32[1,1]\n", 3, "attribute 'name' is given twice"},
    {"%0 = input() {nome=\"x\"} : f32[1,1]\n", 3, "unknown attribute 'nome'"},
    {"%0 = input() {name=1} : f32[1,1]\n", 3, "attribute name = 1 has the wrong type"},
    {"%0 = input() {name=\"x\" : f32[1,1]\n", 3, "found ':', needs '}'"},
    {"%0 = input() {name=1e} : f32[1,1]\n", 3, "'1e' is no attribute value"},
    {"%0 = input() {name=1-2} : f32[1,1]\n", 3, "found '-2', needs '}'"},
    {"%0 = input() {name=9223372036854775808} : f32[1,1]\n", 3, "needs an integer of 64 bits"},
};

std::string message_of(const std::string& text, ErrorKind kind) {
  SCOPED_TRACE(text);
  return error_of(kind, [&] { parse_program(text, test_ops()); });
}

void expect_message(const std::string& text, const Malformed& expected) {
  const std::string message = message_of(text, expected.kind);
  EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  EXPECT_NE(message.find(expected.message), std::string::npos)
      << text << "says: " << message << "\nnot: " << expected.message;
  const std::string place =
      expected.line == 0 ? "program:" : fmt::format("program:{}:", expected.line);
  EXPECT_EQ(message.substr(0, place.size()), place) << message;
}

TEST(Parser, MalformedTextIsRefusedInOneLine) {
  for (const Malformed& malformed : kMalformed) {
    expect_message(program_text(malformed.lines), malformed);
  }
}

TEST(Parser, MalformedNodesAfterAnInputAreRefused) {
  const Malformed cases[] = {
      {"%1 = merge(%0, _, _, _) : f32[3,2]\n", 4, "merge: 4 operands given, 3 needed"},
      {"%1 = gather(%0) : f32[3,2]\n", 4, "gather: operand 'x' is missing"},
      {"%1 = merge(%0.1, _, _) : f32[3,2]\n", 4, "value %0.1 does not exist yet"},
      {"%1 = merge(%0, _, _) : f32[3,3]\n", 4, "the stated type is not f32[3,2]"},
      {"%1 = pair(%0) : f32[3,2]\n", 4, "2 needed"},
      {"%1 = gather(%0, %0) : f32[3,2]\n", 4, "gather: f32[3,2] is no adjacency"},
      {"%1 = repeat(%0) : f32[3,2]\n", 4, "region missing"},
      {"%1 = merge(%0, _, _) : f32[3,2] region {\nprogram \"r\" streams 0\n}\n", 6,
       "region missing or not allowed"},
      {"%1 = repeat(%0) : f32[3,2] region {\nprogram \"r\" streams 0\n", 6, "does not end"},
      {"%1 = repeat(%0) : f32[3,2] region {\n%0 = input() : f32[1,1]\n}\n", 5,
       "found '%', needs 'program'"},
      {"%1 = repeat(%0) : f32[3,2] region { program\n", 4, "needs the end of the line"},
      {"once %1 = merge(%0, _, _) : f32[3,2]\n", 0, "computed once, but operand %0 changes"},
      {"%1 = input() {name=\"x\"} : f32[3,2]\n", 0, "input 'x': declared twice"},
      {"output \"y\" = %0\noutput \"y\" = %0\n", 0, "output 'y': declared twice"},
      {"%1 = keep_top(%0) {k=3} : topk u8[3,2] kept 3\n", 4, "keeps 3 of 2 columns"},
      {"%1 = noise(%0) {stream=-1} : f32[3,2]\n", 0, "stream -1"},
  };
  for (const Malformed& malformed : cases) {
    expect_message(program_text(kInput3x2 + std::string(malformed.lines)), malformed);
  }
}

TEST(Parser, HeaderIsChecked) {
  const Malformed cases[] = {
      {"", 1, "found 'end of text', needs 'heddle_format'"},
      {"{}", 1, "found '{', needs 'heddle_format'"},
      {"heddle_format\n", 1, "needs the format version"},
      {"heddle_format 2\nwhatever", 1, "program format 2, this version reads 1",
       ErrorKind::kUnsupported},
      {"heddle_format 1\n", 2, "needs 'program'"},
      {"heddle_format 1\nprogram p streams 0\n", 2, "needs the program's name in quotes"},
      {"heddle_format 1\nprogram \"p\"\n", 2, "needs 'streams'"},
      {"heddle_format 1\nprogram \"p\" streams -1\n", 0, "-1 random streams"},
  };
  for (const Malformed& malformed : cases) expect_message(malformed.lines, malformed);
}

TEST(Parser, NamesWithLineBreaksDoNotBreakMessages) {
  expect_message(program_text("output \"a\\nb\" = _\n"), {"", 0, "a\\nb"});
  expect_message(program_text("output \"a\nb\" = %7\n"), {"", 4, "does not exist yet"});
  expect_message(program_text("update \"a\\nb\" = %0\n"), {"", 3, "a\\nb"});
}

TEST(Parser, DeepRegionsAreRefused) {
  std::string text = program_text("");
  for (int depth = 0; depth < 1000; ++depth) {
    text += "%0 = input() {name=\"x\"} : f32[1,1]\n%1 = repeat(%0) : f32[1,1] region {\n";
    text += "program \"r\" streams 0\n";
  }
  EXPECT_NE(message_of(text, ErrorKind::kInvalidArgument).find("nested too deeply"),
            std::string::npos);
}

TEST(Parser, EveryPrefixOfAProgramIsReadOrRefused) {
  const std::string text = program_text(
      "space nodes: nodes <= 5\n"
      "slot \"w\": f32[2,2] parameter glorot_uniform 1.0\n"
      "%0 = input() {constant=true, name=\"x\"} : csr f32[nodes,8/2] entries 3\n"
      "%1 = state() {slot=\"w\"} : f32[2,2]\n"
      "recompute(3) %2 = repeat(%1) : f32[2,2] region {\n"
      "  program \"r\" streams 0\n"
      "}\n"
      "%3 = input() {name=\"codes\"} : quantized i8[nodes,32] bits 4 hubs 2\n"
      "update \"w\" = %2\n");
  for (size_t length = 0; length < text.size(); ++length) {
    try {
      parse_program(std::string_view(text).substr(0, length), test_ops());
    } catch (const Error& error) {
      EXPECT_NE(to_string(error.kind()), "Internal") << error.what();
    }
  }
}

}  // namespace
}  // namespace heddle::test
