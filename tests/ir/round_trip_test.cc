// A Program and its text are the same thing.

#include "heddle/ir/parser.h"
#include "heddle/ir/printer.h"
#include "tests/ir/test_ops.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#ifdef HEDDLE_HAVE_RAPIDCHECK
#include <rapidcheck/gtest.h>
#endif

namespace heddle::test {
namespace {

void expect_unchanged(const std::string& text) {
  EXPECT_EQ(print_program(parse_program(text, test_ops())), text);
}

TEST(RoundTrip, EmptyProgram) { expect_unchanged(program_text("")); }

TEST(RoundTrip, TypesOfEveryForm) {
  expect_unchanged(program_text(R"(space nodes: nodes 5
space batch: nodes <= 512
space edges: edges 7
space batch_edges: edges <= 4096
space molecules: graphs <= 32
%0 = input() {constant=true, name="x"} : f32[nodes,8]
%1 = input() {constant=true, name="bag"} : csr f32[nodes,1433] entries 49216
%2 = input() {constant=false, name="wide"} : bf16[batch,64/8]
%3 = input() {constant=false, name="labels"} : i32[batch,1]
%4 = input() {constant=false, name="targets"} : f64[molecules,12]
%5 = input() {constant=false, name="bytes"} : i8[3,4]
%6 = input() {constant=false, name="flags"} : bool[3,4]
%7 = input() {constant=false, name="step"} : i64[1,1]
%8 = input() {constant=true, name="none"} : f32[0,0]
%9 = adjacency() {inverse_relations=false, name="cites", self_loops=true} : adjacency[nodes<-nodes] edges edges relations 1
%10 = adjacency() {inverse_relations=true, name="sampled", self_loops=false} : adjacency[batch<-nodes] edges batch_edges relations 474
%11 = keep_top(%0) {group=0, k=3} : topk u8[nodes,8] kept 3
%12 = keep_top(%1) {group=0, k=32} : topk u16[nodes,1433] kept 32
%13 = keep_top(%0) {group=4, k=6} : topk u8[nodes,8] kept 6 group 4
%14 = input() {constant=false, name="codes"} : quantized i8[nodes,32] bits 4
%15 = input() {constant=true, name="pairs"} : quantized i8[batch,33] bits 2
%16 = input() {constant=false, name="shared"} : quantized i8[3,0] bits 8
%17 = input() {constant=false, name="of_hubs"} : quantized i8[nodes,32] bits 8 hubs 2
output "y" = %11
)"));
}

TEST(RoundTrip, SlotsOfEveryRoleAndInitializer) {
  expect_unchanged(program_text(R"(slot "w": f32[3,4] parameter glorot_uniform 1.4142135623730951
slot "conv0.bias": f32[1,4] parameter zeros 1.0
slot "a": f32[1,4] parameter kaiming_uniform 1.0
slot "b": f32[1,4] parameter uniform 0.1
slot "c": f32[1,4] parameter normal 1e-05
slot "m": f32[3,4] optimizer zeros 1.0
slot "mean": f32[1,4] statistic constant -0.0
slot "var": f32[1,4] statistic ones 1.0
slot "step": i64[1,1] counter zeros 1.0
%0 = state() {slot="w"} : f32[3,4]
%1 = state() {slot="step"} : i64[1,1]
output "weights" = %0
update "w" = %0
update "step" = %1
)"));
}

TEST(RoundTrip, OptionalOperandsSeveralResultsMarks) {
  expect_unchanged(program_text(R"(%0 = input() {constant=true, name="x"} : f32[2,2]
once %1 = pair(%0) {count=0, factor=1.0, flag=false, label=""} : f32[2,2], f32[2,2]
%2 = merge(%1.1, _, %0) : f32[2,2]
recompute(7) %3 = merge(%2, _, _) : f32[2,2]
once recompute(1) %4 = merge(%1, %1.1, %1) : f32[2,2]
output "first" = %3
output "second result" = %1.1
)"));
}

TEST(RoundTrip, AttributesOfEveryKind) {
  expect_unchanged(program_text(R"(%0 = input() {constant=true, name="x"} : f32[2,2]
%1 = pair(%0) {count=-9223372036854775808, factor=1e-05, flag=true, label="a \"quoted\" word"} : f32[2,2], f32[2,2]
%2 = pair(%0) {count=9223372036854775807, factor=0.1, flag=false, label="back\\slash"} : f32[2,2], f32[2,2]
%3 = pair(%0) {count=-1, factor=-0.0, flag=false, label="two\nlines"} : f32[2,2], f32[2,2]
%4 = pair(%0) {count=1, factor=1e+300, flag=false, label="%1 = {} // # , : _"} : f32[2,2], f32[2,2]
%5 = pair(%0) {count=1, factor=5e-324, flag=false, label=" "} : f32[2,2], f32[2,2]
%6 = pair(%0) {count=1, factor=123456789.0, flag=false, label="\\n is not a line"} : f32[2,2], f32[2,2]
%7 = pair(%0) {count=1, factor=inf, flag=false, label="é"} : f32[2,2], f32[2,2]
%8 = pair(%0) {count=1, factor=-inf, flag=false, label="true"} : f32[2,2], f32[2,2]
%9 = pair(%0) {count=1, factor=nan, flag=false, label="1.0"} : f32[2,2], f32[2,2]
)"));
}

TEST(RoundTrip, Regions) {
  expect_unchanged(program_text(R"(space nodes: nodes 5
%0 = input() {constant=true, name="x"} : f32[nodes,2]
%1 = repeat(%0) {times=3} : f32[nodes,2] region {
  program "body" streams 2
  space nodes: nodes 5
  %0 = input() {constant=false, name="x"} : f32[nodes,2]
  %1 = repeat(%0) {times=2} : f32[nodes,2] region {
    program "inner" streams 0
  }
  %2 = merge(%1, %0, _) : f32[nodes,2]
  output "y" = %2
}
output "y" = %1
)"));
}

TEST(RoundTrip, RegionBelongsToItsNode) {
  const Program program = parse_program(program_text(R"(%0 = input() {name="x"} : f32[1,1]
%1 = repeat(%0) : f32[1,1] region {
  program "body" streams 0
  %0 = input() {name="x"} : f32[1,1]
  output "y" = %0
}
)"),
                                        test_ops());
  ASSERT_EQ(program.nodes.size(), 2U);
  ASSERT_NE(program.nodes[1].region, nullptr);
  EXPECT_EQ(program.nodes[1].region->name, "body");
  EXPECT_EQ(program.nodes[1].attributes.integer("times"), 1);  // the default
}

TEST(RoundTrip, WhiteSpaceDoesNotMatter) {
  const std::string loose =
      "\n\n  heddle_format   1 \r\nprogram\t\"p\" streams 0\n\n\n"
      "   %0=input( ) { name = \"x\" , constant = false } : f32 [ 1 , 1 ]   \n\n output \"y\"=%0";
  EXPECT_EQ(print_program(parse_program(loose, test_ops())),
            program_text("%0 = input() {constant=false, name=\"x\"} : f32[1,1]\n"
                         "output \"y\" = %0\n"));
}

TEST(RoundTrip, BuiltProgramPrintsAndParses) {
  Program program;
  program.name = "built \"here\"\n";
  Builder builder(program);
  const Value a = builder.adjacency("graph", small_adjacency(builder), {.self_loops = true});
  const Value x = builder.input("x", node_rows(builder, 6), true);
  const Value w =
      builder.parameter("layer.w", weight_type(6, 2), {InitializerKind::kUniform, 1.0 / 3});
  builder.state("unit", weight_type(2, 2), SlotRole::kStatistic, {InitializerKind::kIdentity});
  const Value noisy = builder.append(kNoise, {x}, {{"stream", builder.next_stream()}});
  const Value y = builder.append(kGather, {a, noisy});
  builder.output("y", y);
  builder.update("layer.w", w);
  const std::string text = print_program(program);
  const Program parsed = parse_program(text, test_ops());
  EXPECT_EQ(print_program(parsed), text);
  EXPECT_EQ(parsed.name, program.name);
  EXPECT_EQ(parsed.spaces, program.spaces);
  EXPECT_EQ(parsed.slots, program.slots);
  EXPECT_EQ(parsed.outputs, program.outputs);
  EXPECT_EQ(parsed.updates, program.updates);
  EXPECT_EQ(parsed.streams, 1);
  for (size_t i = 0; i < program.nodes.size(); ++i) {
    EXPECT_EQ(parsed.nodes[i].op, program.nodes[i].op);
    EXPECT_EQ(parsed.nodes[i].attributes, program.nodes[i].attributes);
    EXPECT_EQ(parsed.nodes[i].operands, program.nodes[i].operands);
    EXPECT_EQ(parsed.nodes[i].results, program.nodes[i].results);
  }
}

#ifdef HEDDLE_HAVE_RAPIDCHECK

// A Program with one node that carries these attributes, through its text.
Attributes through_text(const Attributes& attributes, const std::string& name) {
  Program program;
  program.name = name;
  Builder builder(program);
  const Value x = builder.input(name, weight_type(2, 2), true);
  builder.append(kPair, {x}, attributes);
  builder.output(name, x);
  const Program parsed = parse_program(print_program(program), test_ops());
  RC_ASSERT(parsed.name == name);
  RC_ASSERT(parsed.outputs[0].name == name);
  RC_ASSERT(parsed.nodes[0].attributes.text("name") == name);
  return parsed.nodes[1].attributes;
}

RC_GTEST_PROP(RoundTripProperty, AnyAttributesComeBack,
              (bool flag, int64_t count, double factor, const std::string& label,
               const std::string& name)) {
  const Attributes given = {{"flag", flag}, {"count", count}, {"factor", factor}, {"label", label}};
  RC_ASSERT(through_text(given, name) == given);
}

// Doubles of every magnitude: 64 random bits.
RC_GTEST_PROP(RoundTripProperty, EveryDoubleComesBackBitForBit, (int64_t bits)) {
  const auto factor = std::bit_cast<double>(bits);
  RC_PRE(!std::isnan(factor));
  const double back = through_text({{"factor", factor}}, "x").number("factor");
  RC_ASSERT(std::bit_cast<int64_t>(back) == bits);
}

#endif

}  // namespace
}  // namespace heddle::test
