#include "heddle/circuits/cut_enumerator.h"

#include "heddle/circuits/generate/multiplier.h"
#include "tests/circuits/reference_labels.h"
#include "tests/circuits/small_circuits.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace heddle {
namespace {

test::ReferenceCut as_reference(const Cut& cut) {
  test::ReferenceCut reference;
  for (size_t i = 0; i < cut.size; ++i) reference.leaves.push_back(cut.leaves[i]);
  for (size_t row = 0; row < size_t{1} << cut.size; ++row) {
    reference.table.push_back((cut.table >> row & 1) != 0);
  }
  return reference;
}

// The same cuts in the same order with the same tables; returns the most cuts of a gate.
size_t expect_the_rule(const Aig& aig) {
  const test::ReferenceLabels reference = test::reference_labels(aig);
  CutEnumerator enumerator(aig);
  size_t most = 0;
  for (uint32_t variable = aig.first_and(); variable < aig.variables(); ++variable) {
    std::vector<test::ReferenceCut> cuts = {{{variable}, {false, true}}};
    for (const Cut& cut : enumerator.next()) {
      cuts.push_back(as_reference(cut));
      // The pattern of fewer than three leaves repeats.
      for (size_t row = 0; row < 8; ++row) {
        EXPECT_EQ(cut.table >> row & 1, cut.table >> row % (size_t{1} << cut.size) & 1);
      }
    }
    EXPECT_EQ(cuts, reference.cuts[variable]) << "variable " << variable;
    most = std::max(most, cuts.size() - 1);
  }
  return most;
}

TEST(CutEnumerator, FollowsTheRuleOnMultipliers) {
  for (const MultiplierFamily family : {MultiplierFamily::kArray, MultiplierFamily::kCarrySave,
                                        MultiplierFamily::kWallace, MultiplierFamily::kBooth}) {
    for (const int64_t bits : {1, 2, 3, 6, 9}) {
      EXPECT_LE(expect_the_rule(make_multiplier({family, bits})), 13U);
    }
  }
}

// Few inputs make constants, repeated gates and many cuts.
TEST(CutEnumerator, FollowsTheRuleOnRandomCircuits) {
  size_t most = 0;
  for (uint32_t seed = 0; seed < 80; ++seed) {
    most = std::max(most, expect_the_rule(test::random_aig(seed, seed % 9, 10 + seed % 50)));
  }
  EXPECT_GT(most, 13U);
}

RC_GTEST_PROP(CutEnumeratorProperty, FollowsTheRule, ()) {
  const auto inputs = *rc::gen::inRange<uint32_t>(0, 6);
  Aig aig = test::circuit(inputs, {}, {});
  const auto gates = *rc::gen::inRange<uint32_t>(0, 20);
  for (uint32_t i = 0; i < gates; ++i) {
    const auto fanin = rc::gen::inRange<Literal>(0, literal_of(inputs + 1 + i));
    const Literal a = *fanin, b = *fanin;
    aig.ands.push_back({std::min(a, b), std::max(a, b)});
  }
  expect_the_rule(aig);
  RC_ASSERT(!testing::Test::HasFailure());
}

// Any gate before, a and b determine a gate of this chain.
TEST(CutEnumerator, KeepsTheFirst64) {
  Aig aig = test::circuit(3, {}, {});
  Literal last = 6;
  for (uint32_t i = 0; i < 100; ++i) {
    aig.ands.push_back({i % 2 == 0 ? 2U : 5U, last});
    last = static_cast<Literal>(2 * (aig.variables() - 1));
  }
  EXPECT_EQ(expect_the_rule(aig), 64U);
}

// Where a leaf depends on others a table may be about values that never are; of those that are it
// tells the truth.
TEST(CutEnumerator, TablesAreTrue) {
  for (uint32_t seed = 0; seed < 100; ++seed) {
    const Aig aig = test::random_aig(seed, 6, 60);
    Simulation simulation(aig, 1);
    for (int64_t i = 0; i < 6; ++i) {
      for (uint64_t p = 0; p < 64; ++p) simulation.input(i)[0] |= (p >> i & 1) << p;
    }
    simulation.run();
    CutEnumerator cuts(aig);
    for (uint32_t variable = aig.first_and(); variable < aig.variables(); ++variable) {
      for (const Cut& cut : cuts.next()) {
        for (uint64_t p = 0; p < 64; ++p) {
          uint64_t row = 0;
          for (size_t i = 0; i < cut.size; ++i) {
            row |= (simulation.words(cut.leaves[i])[0] >> p & 1) << i;
          }
          ASSERT_EQ(cut.table >> row & 1, simulation.words(variable)[0] >> p & 1);
        }
      }
    }
  }
}

// A chain of a million adders needs the lists of a few gates at a time.
TEST(CutEnumerator, ForgetsWhatWasRead) {
  const Aig aig = make_multiplier({MultiplierFamily::kArray, 128});
  CutEnumerator cuts(aig);
  int64_t all = 0;
  for (uint32_t variable = aig.first_and(); variable < aig.variables(); ++variable) {
    all += static_cast<int64_t>(cuts.next().size());
  }
  EXPECT_GT(all, 550'000);
  EXPECT_LT(cuts.slots(), 10'000);
}

}  // namespace
}  // namespace heddle
