#if HEDDLE_HAVE_CADICAL
#include "heddle/circuits/functional/signatures.h"

#include "heddle/circuits/generate/multiplier.h"
#include "tests/circuits/every_pattern.h"
#include "tests/circuits/small_circuits.h"

#include <gtest/gtest.h>

namespace heddle {
namespace {

bool same_hash(const Signature& a, const Signature& b) { return a.hash == b.hash; }

TEST(Signatures, OfASignalAndItsInverseHaveTheSameHash) {
  // 5 and 8 are a ^ b, 8 inverted.
  const Aig aig = test::circuit(2, {{2, 4}, {3, 5}, {7, 9}, {2, 5}, {3, 4}, {13, 15}}, {});
  for (const int64_t words : {1, 3, 1100}) {
    const std::vector<Signature> all = signatures(aig, words, 5);
    ASSERT_EQ(all.size(), 9U);
    EXPECT_TRUE(same_hash(all[5], all[8]));
    EXPECT_NE(all[5].inverted, all[8].inverted);
    EXPECT_FALSE(same_hash(all[5], all[3]));
    EXPECT_FALSE(same_hash(all[1], all[2]));
  }
}

// All patterns of so few inputs are among those tried.
TEST(Signatures, TellSmallFunctionsApartExactly) {
  for (uint32_t seed = 0; seed < 6; ++seed) {
    const Aig aig = test::random_aig(seed, seed, 60);
    const std::vector<Signature> all = signatures(aig, 4, seed);
    const test::EveryPattern simulated(aig);
    for (uint32_t a = 0; a < aig.variables(); ++a) {
      for (uint32_t b = 0; b < a; ++b) {
        const bool equal =
            simulated.function_up_to_inverter(a) == simulated.function_up_to_inverter(b);
        EXPECT_EQ(same_hash(all[a], all[b]), equal) << seed << ": " << a << " and " << b;
        if (equal) {
          EXPECT_EQ(all[a].inverted != all[b].inverted, simulated.first(a) != simulated.first(b));
        }
      }
    }
  }
}

TEST(Signatures, DoNotDependOnOtherGates) {
  const Aig aig = make_multiplier({.bits = 40});
  Aig part = aig;
  part.ands.resize(500);
  part.outputs.clear();
  const std::vector<Signature> all = signatures(aig, 20, 1), some = signatures(part, 20, 1);
  for (size_t variable = 0; variable < some.size(); ++variable) {
    EXPECT_TRUE(same_hash(all[variable], some[variable])) << variable;
  }
}

}  // namespace
}  // namespace heddle
#endif
