// What a caller can get wrong is found where it is written.

#include "heddle/ir/builder.h"

#include "heddle/ir/printer.h"
#include "heddle/ir/rewrite.h"
#include "heddle/ir/verifier.h"
#include "tests/ir/test_ops.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

namespace heddle::test {
namespace {

class BuilderTest : public testing::Test {
 protected:
  void expect_refusal(const std::function<void()>& call, const std::string& message) {
    expect_error(ErrorKind::kInvalidArgument, {message}, call);
  }

  Program program_;
  Builder builder_{program_};
};

TEST_F(BuilderTest, FillsInDefaultsAndInfersTypes) {
  const Value x = builder_.input("x", node_rows(builder_, 4), true);
  const std::vector<Value> pair = builder_.append_multi(kPair, {x}, {{"count", int64_t{7}}});
  ASSERT_EQ(pair.size(), 2U);
  EXPECT_EQ(builder_.type(pair[1]), builder_.type(x));
  const Attributes& attributes = program_.node(pair[0]).attributes;
  EXPECT_EQ(attributes.integer("count"), 7);
  EXPECT_EQ(attributes.number("factor"), 1.0);
  EXPECT_FALSE(attributes.flag("flag"));
  EXPECT_EQ(attributes.text("label"), "");
}

TEST_F(BuilderTest, SpacesAreUniqueByName) {
  const SpaceId first = builder_.add_space({"nodes", SpaceKind::kNodes, 5, false});
  EXPECT_EQ(builder_.add_space({"nodes", SpaceKind::kNodes, 5, false}), first);
  EXPECT_NE(builder_.add_space({"others", SpaceKind::kNodes, 5, false}), first);
  expect_refusal(
      [&] {
        builder_.add_space({"nodes", SpaceKind::kNodes, 6, false});
      },
      "space 'nodes': declared twice, differently");
  expect_refusal(
      [&] {
        builder_.add_space({"few", SpaceKind::kNodes, -1, false});
      },
      "space 'few': size -1 is out of range");
  expect_refusal(
      [&] {
        builder_.add_space({"my nodes", SpaceKind::kNodes, 1, false});
      },
      "space 'my nodes'");
  expect_refusal([&] { builder_.add_space({"", SpaceKind::kNodes, 1, false}); }, "space ''");
  expect_refusal([&] { builder_.add_space({"3d", SpaceKind::kNodes, 1, false}); }, "space '3d'");
}

TEST_F(BuilderTest, TheSameSlotIsOneValue) {
  const Type type = weight_type(2, 3);
  Value outer;
  {
    const Scope scope(builder_, "conv0");
    outer = builder_.parameter("w", type, {InitializerKind::kGlorotUniform});
    EXPECT_EQ(builder_.parameter("w", type, {InitializerKind::kGlorotUniform}), outer);
    const Scope inner(builder_, "mlp");
    EXPECT_NE(builder_.parameter("w", type, {}), outer);
  }
  EXPECT_EQ(builder_.scope(), "");
  ASSERT_EQ(program_.slots.size(), 2U);
  EXPECT_EQ(program_.slots[0].name, "conv0.w");
  EXPECT_EQ(program_.slots[1].name, "conv0.mlp.w");
  EXPECT_EQ(builder_.parameter("conv0.w", type, {InitializerKind::kGlorotUniform}), outer);
  // Another Builder of the same Program finds them too, in whatever order they are used.
  Builder other(program_);
  EXPECT_EQ(other.parameter("conv0.w", type, {InitializerKind::kGlorotUniform}), outer);
  const Value late = other.parameter("late", type, {});
  EXPECT_EQ(builder_.parameter("late", type, {}), late);
  expect_refusal([&] { builder_.parameter("conv0.w", weight_type(3, 3), {}); },
                 "slot 'conv0.w': declared twice, differently");
}

TEST_F(BuilderTest, UpdatesFitTheirSlots) {
  const Value w = builder_.parameter("w", weight_type(2, 2), {});
  const Value x = builder_.input("x", weight_type(2, 3), false);
  expect_refusal([&] { builder_.update("v", w); }, "there is no slot 'v'");
  expect_refusal([&] { builder_.update("w", x); }, "slot 'w' is f32[2,2], the value is f32[2,3]");
  builder_.update("w", w);
  expect_refusal([&] { builder_.update("w", w); }, "slot 'w' is written twice");
  Builder other(program_);
  expect_refusal([&] { other.update("w", w); }, "slot 'w' is written twice");
}

TEST_F(BuilderTest, OutputsHaveValuesAndNames) {
  const Value x = builder_.input("x", weight_type(2, 3), false);
  expect_refusal([&] { builder_.output("y", kNoValue); }, "output 'y': has no value");
  builder_.output("y", x);
  expect_refusal([&] { builder_.output("y", x); }, "output 'y': declared twice");
  EXPECT_EQ(program_.find_output("y"), x);
  EXPECT_FALSE(program_.find_output("z").present());
}

TEST_F(BuilderTest, OptionalOperandsAtTheEndMayBeLeftOut) {
  const Value x = builder_.input("x", weight_type(2, 3), false);
  const Value y = builder_.append(kMerge, {x});
  EXPECT_EQ(program_.node(y).operands, (std::vector<Value>{x, kNoValue, kNoValue}));
}

TEST_F(BuilderTest, OperandsAndAttributesAreChecked) {
  const Value x = builder_.input("x", weight_type(2, 3), false);
  expect_refusal(
      [&] {
        builder_.append(kMerge, {x, x, x, x});
      },
      "merge: 4 operands given, 3 needed");
  expect_refusal([&] { builder_.append(kGather, {x}); }, "gather: operand 'x' is missing");
  expect_refusal(
      [&] {
        builder_.append(kMerge, {kNoValue, x, x});
      },
      "merge: operand 'a' is missing");
  expect_refusal(
      [&] {
        builder_.append(kPair, {x}, {{"size", 1.0}});
      },
      "pair: unknown attribute 'size'");
  expect_refusal(
      [&] {
        builder_.append(kPair, {x}, {{"factor", int64_t{1}}});
      },
      "pair: attribute factor = 1 has the wrong type");
  expect_refusal([&] { builder_.append(kPair, {Value{5, 0}}); }, "pair: operand 'x'");
  expect_refusal([&] { builder_.append(kPair, {Value{0, 1}}); }, "pair: operand 'x'");
  expect_refusal([&] { builder_.append(kGather, {x, x}); }, "gather: f32[2,3] is no adjacency");
  expect_refusal([&] { builder_.append(kRepeat, {x}); }, "region missing");
  EXPECT_EQ(program_.nodes.size(), 1U);
}

TEST_F(BuilderTest, SourceTypesAreChecked) {
  Type rows = node_rows(builder_, 4);
  rows.rows = 3;
  expect_refusal([&] { builder_.input("x", rows, true); }, "claims 3 rows, but space nodes has 5");
  rows.space = 44;
  expect_refusal([&] { builder_.input("x", rows, true); }, "space 44 does not exist");
  expect_refusal([&] { builder_.input("x", Type{}, true); }, "has no type");
  expect_refusal([&] { builder_.parameter("w", weight_type(2, -3), {}); }, "out of range");
  expect_refusal([&] { builder_.adjacency("a", weight_type(2, 2), {}); }, "needs an adjacency");
  EXPECT_TRUE(program_.nodes.empty());
  EXPECT_TRUE(program_.slots.empty());
}

TEST_F(BuilderTest, RewriterCopiesAProgram) {
  const Value x = builder_.input("x", weight_type(2, 2), true);
  const Value w = builder_.parameter("w", weight_type(2, 2), {InitializerKind::kNormal, 0.5});
  const std::vector<Value> pair = builder_.append_multi(kPair, {x}, {{"label", std::string("l")}});
  const Value y = builder_.append(kMerge, {pair[1], kNoValue, w});
  program_.nodes[2].once = true;
  program_.nodes[3].recompute_group = 4;
  builder_.output("y", y);
  builder_.update("w", y);
  program_.streams = 3;
  Rewriter rewriter(program_);
  for (int32_t i = 0; i < 4; ++i) rewriter.copy(i);
  EXPECT_EQ(print_program(rewriter.finish()), print_program(program_));
}

}  // namespace
}  // namespace heddle::test
