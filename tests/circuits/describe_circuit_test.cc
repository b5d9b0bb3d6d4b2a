#include "heddle/base/json.h"
#include "heddle/circuits/describe.h"

#include <gtest/gtest.h>

#include <string>

namespace heddle {
namespace {

// Of three inputs the last is unused; AND 5 repeats AND 4, AND 6 is trivial, AND 7 dangles.
Aig odd_circuit() {
  Aig aig;
  aig.inputs = 3;
  aig.ands = {{2, 5}, {2, 5}, {8, 9}, {8, 10}};
  aig.outputs = {8, 11, 12, 1, 3};
  return aig;
}

TEST(DescribeCircuit, Numbers) {
  const CircuitDescription d = describe(odd_circuit(), "odd");
  EXPECT_EQ(d.ands, 4);
  EXPECT_EQ(d.levels, 2);
  EXPECT_EQ(d.fanouts, (std::array<int64_t, 5>{1, 1, 1, 0, 1}));
  EXPECT_EQ(d.max_fanout, 4);
  EXPECT_EQ(d.max_fanout_variable, 4U);
  EXPECT_EQ(d.inverted_fanins, 3);
  EXPECT_EQ(d.dangling, 1);
  EXPECT_EQ(d.duplicate, 1);
  EXPECT_EQ(d.trivial, 1);
  EXPECT_EQ(d.unused_inputs, 1);
  EXPECT_EQ(d.constant_outputs, 1);
  EXPECT_EQ(d.input_outputs, 1);
}

TEST(DescribeCircuit, TextAndJson) {
  const CircuitDescription d = describe(odd_circuit(), "odd");
  const std::string text = to_text(d);
  for (const char* part : {"4 in 2 levels, 37.5% of their fan-ins inverted",
                           "1 dangling, 1 duplicate, 1 trivial", "at most 4, of AND 4"}) {
    EXPECT_NE(text.find(part), std::string::npos) << text;
  }
  const ParsedJson json = parse_json(to_json(d));
  EXPECT_EQ(json["circuit"], "odd");
  EXPECT_EQ(json["inverted_fanin_share"], 0.375);
  EXPECT_EQ(json["and_fanouts"]["more"], 1);
}

TEST(DescribeCircuit, NoGates) {
  const CircuitDescription d = describe(Aig{}, "empty");
  EXPECT_EQ(d.levels, 0);
  EXPECT_EQ(to_text(d).find("at most"), std::string::npos);
  EXPECT_EQ(parse_json(to_json(d))["inverted_fanin_share"], 0.0);
}

}  // namespace
}  // namespace heddle
