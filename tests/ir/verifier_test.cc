// A Program that was changed by hand is checked as strictly as a text.

#include "heddle/ir/verifier.h"

#include "heddle/base/error.h"
#include "tests/ir/test_ops.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

namespace heddle::test {
namespace {

// %0 adjacency, %1 input, %2 state, %3 gather, %4 once pair of a constant, output, update.
Program valid_program() {
  Program program;
  Builder builder(program);
  const Value a = builder.adjacency("graph", small_adjacency(builder), {});
  const Value x = builder.input("x", node_rows(builder, 4), true);
  const Value w = builder.parameter("w", weight_type(4, 4), {});
  const Value y = builder.append(kGather, {a, x});
  const std::vector<Value> pair = builder.append_multi(kPair, {y});
  program.nodes[3].once = program.nodes[4].once = true;
  builder.output("y", pair[1]);
  builder.update("w", w);
  return program;
}

struct Corruption {
  const char* message;
  std::function<void(Program&)> apply;
};

const Corruption kCorruptions[] = {
    {"has no operator", [](Program& p) { p.nodes[3].op = nullptr; }},
    {"wrong number of operands or results", [](Program& p) { p.nodes[3].operands.pop_back(); }},
    {"wrong number of operands or results", [](Program& p) { p.nodes[4].results.pop_back(); }},
    {"does not stand before it",
     [](Program& p) {
       p.nodes[3].operands[1] = {4, 0};
     }},
    {"does not stand before it",
     [](Program& p) {
       p.nodes[3].operands[1] = {3, 0};
     }},
    {"does not stand before it",
     [](Program& p) {
       p.nodes[3].operands[1] = {1, 1};
     }},
    {"does not stand before it",
     [](Program& p) {
       p.nodes[3].operands[1] = {1, -1};
     }},
    {"operand 'x' is missing", [](Program& p) { p.nodes[3].operands[1] = kNoValue; }},
    {"differ from the operator's rule", [](Program& p) { p.nodes[3].results[0].cols = 5; }},
    {"differ from the operator's rule",
     [](Program& p) { p.nodes[3].results[0].dtype = DType::kF64; }},
    {"attribute", [](Program& p) { p.nodes[4].attributes = {}; }},
    {"attribute", [](Program& p) { p.nodes[4].attributes.set("flag", 1.0); }},
    {"attribute", [](Program& p) { p.nodes[4].attributes.set("other", 1.0); }},
    {"has no type", [](Program& p) { p.nodes[1].results[0] = Type{}; }},
    {"space 9 does not exist", [](Program& p) { p.nodes[1].results[0].space = 9; }},
    {"claims 4 rows, but space nodes has 5", [](Program& p) { p.nodes[1].results[0].rows = 4; }},
    {"cannot be split into 3 heads", [](Program& p) { p.nodes[1].results[0].heads = 3; }},
    {"0 heads out of range", [](Program& p) { p.nodes[1].results[0].heads = 0; }},
    {"-4 columns out of range", [](Program& p) { p.nodes[1].results[0].cols = -4; }},
    {"columns out of range", [](Program& p) { p.nodes[1].results[0].cols = int64_t{1} << 41; }},
    {"claims 6 rows, but space edges has 7", [](Program& p) { p.nodes[0].results[0].entries = 6; }},
    {"space -7 does not exist", [](Program& p) { p.nodes[0].results[0].senders = -7; }},
    {"needs an adjacency", [](Program& p) { p.nodes[0].results[0].form = Form::kDense; }},
    {"there is no slot 'v'",
     [](Program& p) { p.nodes[2].attributes.set("slot", std::string("v")); }},
    {"has another type", [](Program& p) { p.slots[0].type.cols = 5; }},
    {"declared twice", [](Program& p) { p.slots.push_back(p.slots[0]); }},
    {"declared twice", [](Program& p) { p.spaces.push_back(p.spaces[0]); }},
    {"declared twice", [](Program& p) { p.outputs.push_back(p.outputs[0]); }},
    {"input 'graph': declared twice",
     [](Program& p) { p.nodes[1].attributes.set("name", std::string("graph")); }},
    {"space 'my nodes'", [](Program& p) { p.spaces[0].name = "my nodes"; }},
    {"space ''", [](Program& p) { p.spaces[0].name.clear(); }},
    {"claims 5 rows, but space nodes has 6", [](Program& p) { p.spaces[0].size = 6; }},
    {"its value does not exist",
     [](Program& p) {
       p.outputs[0].value = {4, 2};
     }},
    {"its value does not exist",
     [](Program& p) {
       p.outputs[0].value = {5, 0};
     }},
    {"its value does not exist", [](Program& p) { p.outputs[0].value = kNoValue; }},
    {"its value does not exist",
     [](Program& p) {
       p.updates[0].value = {77, 0};
     }},
    {"slot 3 does not exist", [](Program& p) { p.updates[0].slot = 3; }},
    {"the value has another type",
     [](Program& p) {
       p.updates[0].value = {1, 0};
     }},
    {"written twice", [](Program& p) { p.updates.push_back(p.updates[0]); }},
    {"cannot be computed once", [](Program& p) { p.nodes[1].once = true; }},
    {"computed once, but operand", [](Program& p) { p.nodes[3].once = false; }},
    {"computed once, but operand",
     [](Program& p) { p.nodes[1].attributes.set("constant", false); }},
    {"computed once, but operand", [](Program& p) { p.spaces[1].symbolic = true; }},
    {"region missing or not allowed",
     [](Program& p) { p.nodes[3].region = std::make_shared<Program>(); }},
    {"recompute group", [](Program& p) { p.nodes[3].recompute_group = -1; }},
    {"random streams", [](Program& p) { p.streams = -1; }},
};

std::string verdict(const Program& program) {
  try {
    verify(program);
  } catch (const Error& error) {
    EXPECT_EQ(to_string(error.kind()), "InvalidArgument") << error.what();
    return error.what();
  }
  return "accepted";
}

TEST(Verifier, AcceptsWhatABuilderMade) { EXPECT_EQ(verdict(valid_program()), "accepted"); }

TEST(Verifier, RejectsEveryCorruption) {
  for (size_t i = 0; i < std::size(kCorruptions); ++i) {
    Program program = valid_program();
    kCorruptions[i].apply(program);
    const std::string text = verdict(program);
    EXPECT_NE(text.find(kCorruptions[i].message), std::string::npos)
        << "corruption " << i << ": " << text << "\nnot: " << kCorruptions[i].message;
  }
}

TEST(Verifier, LooksIntoRegions) {
  Program program;
  Builder builder(program);
  const Value x = builder.input("x", weight_type(2, 2), false);
  Node node;
  node.op = &kRepeat;
  node.operands = {x};
  Program body = valid_program();
  node.region = std::make_shared<const Program>(body);
  builder.append_node(node);
  EXPECT_EQ(verdict(program), "accepted");
  body.outputs[0].value = {9, 0};
  program.nodes[1].region = std::make_shared<const Program>(body);
  EXPECT_NE(verdict(program).find("its value does not exist"), std::string::npos);
}

TEST(Verifier, ConstantMeansBoundOnceOrComputedFromSuch) {
  Program program = valid_program();
  EXPECT_TRUE(is_constant(program, {0, 0}));
  EXPECT_TRUE(is_constant(program, {1, 0}));
  EXPECT_FALSE(is_constant(program, {2, 0}));
  EXPECT_TRUE(is_constant(program, {3, 0}));
  program.spaces[0].symbolic = true;
  EXPECT_FALSE(is_constant(program, {0, 0}));
}

}  // namespace
}  // namespace heddle::test
