#include "heddle/circuits/adder_identity.h"

#include "heddle/circuits/aig_builder.h"
#include "heddle/circuits/generate/multiplier.h"
#include "tests/circuits/random_adders.h"
#include "tests/circuits/small_circuits.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

namespace heddle {
namespace {

// 2 carry + sum = sum of inputs for all values, where a table is of the leaves 1, 2 and 3.
bool adds_up(const AdderIdentity& identity, uint8_t sum_table, uint8_t carry_table) {
  for (unsigned row = 0; row < 8; ++row) {
    int expected = 0;
    for (const Literal input : identity.inputs) {
      if (input == kNoLiteral) continue;
      expected += static_cast<int>((row >> (variable_of(input) - 1) & 1) ^ (input & 1));
    }
    const auto sum = static_cast<int>((sum_table >> row & 1) ^ (identity.sum & 1));
    const auto carry = static_cast<int>((carry_table >> row & 1) ^ (identity.carry & 1));
    if (2 * carry + sum != expected) return false;
  }
  return true;
}

TEST(AdderIdentity, OfEveryPairOfTables) {
  const std::vector<uint8_t> xors2 = {0x66, 0x99}, xors3 = {0x96, 0x69};
  const std::vector<uint8_t> ands = {0x88, 0x44, 0x22, 0x11, 0x77, 0xBB, 0xDD, 0xEE};
  const std::vector<uint8_t> majorities = {0xE8, 0xD4, 0xB2, 0x71, 0x8E, 0x4D, 0x2B, 0x17};
  const auto expect_identity = [](const std::array<uint32_t, 3>& leaves, uint8_t sum,
                                  uint8_t carry) {
    const AdderIdentity identity = suggested_identity(Adder{5, 6, leaves, sum, carry});
    EXPECT_EQ(variable_of(identity.sum), 5U);
    EXPECT_EQ(variable_of(identity.carry), 6U);
    EXPECT_TRUE(adds_up(identity, sum, carry)) << int{sum} << ' ' << int{carry};
  };
  for (const uint8_t sum : xors2) {
    for (const uint8_t carry : ands) expect_identity({1, 2, kNoLeaf}, sum, carry);
  }
  for (const uint8_t sum : xors3) {
    for (const uint8_t carry : majorities) expect_identity({1, 2, 3}, sum, carry);
  }
}

// Whether it holds for all values that the circuit can have, up to six inputs.
bool holds_in(const Aig& aig, const AdderIdentity& identity) {
  Simulation simulation(aig, 1);
  for (int64_t i = 0; i < aig.inputs; ++i) {
    for (uint64_t p = 0; p < 64; ++p) simulation.input(i)[0] |= (p >> i & 1) << p;
  }
  simulation.run();
  for (uint64_t p = 0; p < 64; ++p) {
    const auto value = [&](Literal literal) { return simulation.word(literal, 0) >> p & 1; };
    uint64_t expected = 0;
    for (const Literal input : identity.inputs) {
      if (input != kNoLiteral) expected += value(input);
    }
    const bool holds = identity.carry == kNoLiteral
                           ? value(identity.sum) == expected % 2
                           : 2 * value(identity.carry) + value(identity.sum) == expected;
    if (!holds) return false;
  }
  return true;
}

// What scans suggest holds, checked or not; what is checked is found true by all patterns.
TEST(AdderIdentity, OfRandomCircuits) {
  int64_t checked = 0;
  for (uint32_t seed = 0; seed < 400; ++seed) {
    const Aig aig = seed % 2 == 0 ? test::random_xors_and_carries(seed, 3 + seed % 4, 8)
                                  : test::random_aig(seed, 2 + seed % 3, 80);
    const AdderScan scan = scan_adders(aig);
    for (const Adder& adder : scan.adders) {
      const AdderIdentity identity = suggested_identity(adder);
      EXPECT_TRUE(holds_in(aig, identity));
      checked += is_identity(aig, identity) ? 1 : 0;
    }
    for (const AdderPart& sum : scan.sums) {
      EXPECT_TRUE(holds_in(aig, suggested_identity(sum)));
    }
  }
  EXPECT_GT(checked, 1000);
}

// Any identity that is said to hold does: also wild ones, which are nearly always refused.
TEST(AdderIdentity, NothingFalseIsBelieved) {
  std::mt19937 random(1);
  int64_t held = 0, refused = 0;
  for (uint32_t seed = 0; seed < 200; ++seed) {
    const Aig aig = test::random_xors_and_carries(seed, 3 + seed % 4, 8);
    for (const Adder& adder : scan_adders(aig).adders) {
      AdderIdentity identity = suggested_identity(adder);
      Literal* const literals[] = {&identity.sum, &identity.carry, &identity.inputs[0],
                                   &identity.inputs[1], &identity.inputs[2]};
      Literal& changed = *literals[random() % 5];
      changed = random() % 2 == 0 && changed != kNoLiteral
                    ? inverted(changed)
                    : random() % literal_of(static_cast<uint32_t>(aig.variables()));
      const bool believed = is_identity(aig, identity);
      if (believed) {
        EXPECT_TRUE(holds_in(aig, identity));
      }
      ++(believed ? held : refused);
    }
  }
  EXPECT_GT(held, 0);
  EXPECT_GT(refused, 1000);
}

// d = a ^ b, and v = d ^ d by way of a repeated gate: v = a ^ b ^ d, where d is what it must be.
TEST(AdderIdentity, OfPossibleValuesAloneIsNotBelieved) {
  Aig aig = test::circuit(2, {{2, 4}, {3, 5}, {7, 9}}, {});
  const Literal d = 10, again = 12;
  aig.ands.insert(aig.ands.end(), {{kTrue, d}, {d, again}, {d + 1, again + 1}, {15, 17}});
  aig.validate();
  const AdderIdentity identity = suggested_identity(AdderPart{{1, 2, 5}, 9, 0x96});
  EXPECT_TRUE(holds_in(aig, identity));
  EXPECT_FALSE(is_identity(aig, identity));
}

// The carry is a b where the sum's leaves are a, b and a b: XOR and majority of three leaves by
// their tables, but of values that are never all possible. It must not be believed wrongly, and the
// leaves' own gates must not be looked through.
TEST(AdderIdentity, OfLeavesThatDependOnEachOther) {
  AigBuilder builder(2);
  const Literal both = builder.make_and(builder.input(0), builder.input(1));
  const Literal sum = builder.make_xor(builder.make_xor(builder.input(0), builder.input(1)), both);
  builder.add_output(sum);
  const Aig aig = builder.take();
  EXPECT_FALSE(is_identity(aig, {sum, both, {2, 4, both}}));
  EXPECT_FALSE(is_identity(aig, {sum, both, {2, 4, kNoLiteral}}));
}

TEST(AdderIdentity, OfConstantsAndRepeatedLeavesIsNotBelieved) {
  AigBuilder builder(2);
  const Literal both = builder.make_and(2, 4), sum = builder.make_xor(2, 4);
  builder.add_output(sum);
  const Aig aig = builder.take();
  EXPECT_TRUE(is_identity(aig, {sum, both, {2, 4, kNoLiteral}}));
  EXPECT_FALSE(is_identity(aig, {sum, both, {2, 4, kFalse}}));  // true, but not for a free third
  EXPECT_FALSE(is_identity(aig, {sum, both, {2, 2, kNoLiteral}}));
  EXPECT_FALSE(is_identity(aig, {kFalse, both, {2, 4, kNoLiteral}}));
  EXPECT_FALSE(is_identity(aig, {sum, kTrue, {2, 4, kNoLiteral}}));
}

}  // namespace
}  // namespace heddle
