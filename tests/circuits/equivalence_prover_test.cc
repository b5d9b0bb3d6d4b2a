#if HEDDLE_HAVE_CADICAL
#include "heddle/circuits/functional/equivalence_prover.h"

#include "heddle/circuits/generate/multiplier.h"
#include "heddle/circuits/side_by_side.h"
#include "tests/circuits/every_pattern.h"
#include "tests/circuits/small_circuits.h"

#include <gtest/gtest.h>

namespace heddle {
namespace {

constexpr int kPlenty = 100'000;

TEST(EquivalenceProver, KnowsXorInTwoForms) {
  // 5 and 8 are a ^ b, 8 inverted.
  const Aig aig = test::circuit(2, {{2, 4}, {3, 5}, {7, 9}, {2, 5}, {3, 4}, {13, 15}}, {10, 16});
  EquivalenceProver prover(aig);
  EXPECT_EQ(prover.prove(10, 17, kPlenty), Equivalence::kEqual);
  EXPECT_EQ(prover.prove(10, 16, kPlenty), Equivalence::kDifferent);
  EXPECT_EQ(prover.prove(11, 16, kPlenty), Equivalence::kEqual);
  EXPECT_EQ(prover.prove(10, 10, kPlenty), Equivalence::kEqual);
  EXPECT_EQ(prover.prove(10, 11, kPlenty), Equivalence::kDifferent);
  EXPECT_EQ(prover.prove(6, 8, kPlenty), Equivalence::kDifferent);
}

TEST(EquivalenceProver, KnowsConstants) {
  // 3 = a a', 4 = a b, 5 = 4 a', 6 = true b.
  const Aig aig = test::circuit(2, {{2, 3}, {2, 4}, {3, 8}, {1, 4}}, {});
  EquivalenceProver prover(aig);
  EXPECT_EQ(prover.prove(6, kFalse, kPlenty), Equivalence::kEqual);
  EXPECT_EQ(prover.prove(10, kFalse, kPlenty), Equivalence::kEqual);
  EXPECT_EQ(prover.prove(10, kTrue, kPlenty), Equivalence::kDifferent);
  EXPECT_EQ(prover.prove(kTrue, 11, kPlenty), Equivalence::kEqual);
  EXPECT_EQ(prover.prove(8, kFalse, kPlenty), Equivalence::kDifferent);
  EXPECT_EQ(prover.prove(12, 4, kPlenty), Equivalence::kEqual) << "an input";
  EXPECT_EQ(prover.prove(2, 4, kPlenty), Equivalence::kDifferent);
  EXPECT_EQ(prover.prove(kFalse, kTrue, kPlenty), Equivalence::kDifferent);
}

// In any order, and with all that was found before.
TEST(EquivalenceProver, AgreesWithSimulationOfAllPatterns) {
  for (uint32_t seed = 0; seed < 4; ++seed) {
    const Aig aig = test::random_aig(seed, 5, 40);
    const test::EveryPattern simulated(aig);
    EquivalenceProver prover(aig);
    for (uint32_t a = 0; a < aig.variables(); ++a) {
      for (uint32_t b = a % 3; b < aig.variables(); b += 3) {
        if (simulated.function_up_to_inverter(a) != simulated.function_up_to_inverter(b)) continue;
        const bool equal = simulated.first(a) == simulated.first(b);
        EXPECT_EQ(prover.prove(literal_of(a), literal_of(b), kPlenty) == Equivalence::kEqual, equal)
            << seed << ": " << a << " and " << b;
        EXPECT_EQ(prover.prove(literal_of(a), literal_of(b, true), kPlenty) == Equivalence::kEqual,
                  !equal)
            << seed << ": " << a << " and not " << b;
      }
    }
  }
}

// The middle bits of two multipliers.
TEST(EquivalenceProver, GivesUpAfterSomeConflicts) {
  Aig aig = make_multiplier({.bits = 6});
  const Aig other = make_multiplier({MultiplierFamily::kBooth, 6});
  const Literal a = aig.outputs[6];
  const auto shift = literal_of(static_cast<uint32_t>(std::ssize(aig.ands)));
  const auto moved = [&](Literal literal) {
    return other.is_and(variable_of(literal)) ? literal + shift : literal;
  };
  for (const AndGate& gate : other.ands) {
    aig.ands.push_back({moved(gate.fanin0), moved(gate.fanin1)});
  }
  aig.validate();
  const Literal b = moved(other.outputs[6]);
  EXPECT_EQ(EquivalenceProver(aig).prove(a, b, 1), Equivalence::kUndecided);
  EXPECT_EQ(EquivalenceProver(aig).prove(a, b, kPlenty), Equivalence::kEqual);
}

}  // namespace
}  // namespace heddle
#endif
