#include "heddle/circuits/aig_builder.h"

#include "tests/circuits/small_circuits.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>
#if HEDDLE_HAVE_RAPIDCHECK
#include <rapidcheck/gtest.h>
#endif

#include <set>
#include <utility>

namespace heddle {
namespace {

TEST(AigBuilder, MakesNoGateThatConstantsDecide) {
  AigBuilder builder(2);
  const Literal a = builder.input(0), b = builder.input(1);
  EXPECT_EQ(builder.make_and(a, kFalse), kFalse);
  EXPECT_EQ(builder.make_and(kTrue, a), a);
  EXPECT_EQ(builder.make_and(a, a), a);
  EXPECT_EQ(builder.make_and(inverted(a), a), kFalse);
  EXPECT_EQ(builder.make_or(a, kTrue), kTrue);
  EXPECT_EQ(builder.make_or(a, kFalse), a);
  EXPECT_EQ(builder.make_xor(a, a), kFalse);
  EXPECT_EQ(builder.make_xor(a, kTrue), inverted(a));
  EXPECT_EQ(builder.make_mux(kTrue, a, b), a);
  EXPECT_EQ(builder.make_mux(kFalse, a, b), b);
  EXPECT_TRUE(builder.aig().ands.empty());
}

TEST(AigBuilder, MakesEachGateOnce) {
  AigBuilder builder(2);
  const Literal a = builder.input(0), b = builder.input(1);
  EXPECT_EQ(builder.make_and(a, b), builder.make_and(b, a));
  EXPECT_NE(builder.make_and(a, b), builder.make_and(inverted(a), b));
  const Literal exclusive = builder.make_xor(a, b);
  const size_t gates = builder.aig().ands.size();
  EXPECT_EQ(gates, 4U) << "the AND is shared";
  EXPECT_EQ(builder.make_xor(b, a), exclusive);
  EXPECT_EQ(builder.make_xor(inverted(a), inverted(b)), exclusive);
  EXPECT_EQ(builder.aig().ands.size(), gates);
}

TEST(AigBuilder, ComputesXorAndMux) {
  AigBuilder builder(3);
  const Literal a = builder.input(0), b = builder.input(1), c = builder.input(2);
  builder.add_output(builder.make_xor(a, b));
  builder.add_output(builder.make_or(a, b));
  builder.add_output(builder.make_mux(a, b, c));
  const Aig aig = builder.take();
  Simulation simulation(aig, 1);
  const uint64_t words[] = {0xF0, 0xCC, 0xAA};
  for (int64_t i = 0; i < 3; ++i) simulation.input(i)[0] = words[i];
  simulation.run();
  EXPECT_EQ(simulation.word(aig.outputs[0], 0), 0xF0U ^ 0xCCU);
  EXPECT_EQ(simulation.word(aig.outputs[1], 0), 0xF0U | 0xCCU);
  EXPECT_EQ(simulation.word(aig.outputs[2], 0), 0xC0U | 0x0AU);
}

// Chains of equal distance: in the table they are long runs side by side.
TEST(AigBuilder, FindsGatesAmongLongRuns) {
  const int64_t inputs = 20000;
  AigBuilder builder(inputs);
  std::set<Literal> made;
  for (int pass = 0; pass < 2; ++pass) {
    for (int64_t distance = 1; distance <= 8; ++distance) {
      for (int64_t i = 0; i + distance < inputs; ++i) {
        made.insert(builder.make_and(builder.input(i), builder.input(i + distance)));
        made.insert(
            builder.make_and(inverted(builder.input(i)), inverted(builder.input(i + distance))));
      }
    }
    EXPECT_EQ(made.size(), 2 * (8 * inputs - 36));
    EXPECT_EQ(builder.aig().ands.size(), made.size());
  }
}

TEST(AigBuilder, RefusesTooManyInputs) {
  test::expect_error(ErrorKind::kInvalidArgument, {"-1 inputs"}, [] { AigBuilder(-1); });
  test::expect_error(ErrorKind::kInvalidArgument, {"inputs"}, [] { AigBuilder(kMaxVariable + 1); });
}

// The same function; each gate once, none trivial; nothing more to do the second time.
void expect_hashed(const Aig& aig, bool keep_dangling) {
  const Aig hashed = structurally_hashed(aig, keep_dangling);
  hashed.validate();
  EXPECT_EQ(hashed.inputs, aig.inputs);
  EXPECT_EQ(test::random_outputs(hashed), test::random_outputs(aig));
  std::set<std::pair<Literal, Literal>> seen;
  for (const AndGate& gate : hashed.ands) {
    EXPECT_GT(gate.fanin0, kTrue);
    EXPECT_LT(variable_of(gate.fanin0), variable_of(gate.fanin1));
    EXPECT_TRUE(seen.emplace(gate.fanin0, gate.fanin1).second);
  }
  EXPECT_EQ(structurally_hashed(hashed, keep_dangling), hashed);
}

TEST(StructuralHashing, KeepsTheFunctionAndTheNames) {
  for (uint32_t seed = 0; seed < 100; ++seed) {
    Aig aig = test::random_aig(seed, 1 + seed % 9, 3 * seed);
    aig.input_names.resize(static_cast<size_t>(aig.inputs), "in");
    expect_hashed(aig, seed % 2 == 0);
    EXPECT_EQ(structurally_hashed(aig).input_names, aig.input_names);
  }
}

TEST(StructuralHashing, DropsWhatReachesNoOutput) {
  const Aig aig = test::circuit(2, {{2, 4}, {3, 4}, {2, 4}}, {10});
  EXPECT_EQ(structurally_hashed(aig).ands, (std::vector<AndGate>{{2, 4}}));
  EXPECT_EQ(structurally_hashed(aig, /*keep_dangling=*/true).ands,
            (std::vector<AndGate>{{2, 4}, {3, 4}}));
}

#if HEDDLE_HAVE_RAPIDCHECK
RC_GTEST_PROP(StructuralHashing, KeepsAnyFunction, (bool keep_dangling)) {
  Aig aig = test::circuit(*rc::gen::inRange<int64_t>(0, 6), {}, {});
  const auto any_literal = [&aig] {
    return *rc::gen::inRange<Literal>(0, literal_of(static_cast<uint32_t>(aig.variables())));
  };
  const int ands = *rc::gen::inRange(0, 40);
  for (int i = 0; i < ands; ++i) {
    const auto [low, high] = std::minmax({any_literal(), any_literal()});
    aig.ands.push_back({low, high});
  }
  for (int i = 0; i < 4; ++i) aig.outputs.push_back(any_literal());
  expect_hashed(aig, keep_dangling);
  RC_ASSERT(!::testing::Test::HasFailure());
}
#endif

}  // namespace
}  // namespace heddle
