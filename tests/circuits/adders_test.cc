#include "heddle/circuits/adders.h"

#include "heddle/circuits/generate/multiplier.h"
#include "heddle/circuits/io/circuit_file.h"
#include "heddle/circuits/labels.h"
#include "tests/circuits/berkeley_abc.h"
#include "tests/circuits/random_adders.h"
#include "tests/circuits/reference_labels.h"
#include "tests/circuits/small_circuits.h"
#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace heddle {
namespace {

std::vector<test::ReferenceAdder> as_reference(const std::vector<Adder>& adders) {
  std::vector<test::ReferenceAdder> references;
  for (const Adder& adder : adders) {
    test::Leaves leaves(adder.leaves.begin(), adder.leaves.begin() + (adder.is_full() ? 3 : 2));
    references.push_back({adder.sum, adder.carry, leaves});
  }
  return references;
}

// Adders, forest, XOR set and both sets of labels.
void expect_adders_of_the_rule(const Aig& aig) {
  const test::ReferenceLabels reference = test::reference_labels(aig);
  const AdderScan scan = scan_adders(aig);
  EXPECT_EQ(as_reference(scan.adders), reference.adders);
  EXPECT_EQ(as_reference(adder_forest(aig, scan.adders)), reference.forest);
  EXPECT_TRUE(std::equal(scan.xor_set.begin(), scan.xor_set.end(), reference.xor_set.begin(),
                         reference.xor_set.end()));
  EXPECT_EQ(root_labels(aig), reference.root);
  EXPECT_EQ(shared_labels(aig), reference.shared);
}

TEST(Adders, FollowTheRuleOnMultipliers) {
  for (const MultiplierFamily family :
       {MultiplierFamily::kArray, MultiplierFamily::kCarrySave, MultiplierFamily::kWallace,
        MultiplierFamily::kDadda, MultiplierFamily::kBooth}) {
    for (const bool is_signed : {false, true}) {
      for (const int64_t bits : {1, 2, 3, 4, 6}) {
        SCOPED_TRACE(testing::Message() << static_cast<int>(family) << ' ' << bits << is_signed);
        expect_adders_of_the_rule(make_multiplier({family, bits, is_signed}));
      }
    }
  }
}

TEST(Adders, FollowTheRuleOnRandomCircuits) {
  size_t found = 0;
  for (uint32_t seed = 0; seed < 100; ++seed) {
    SCOPED_TRACE(seed);
    const Aig aig = test::random_xors_and_carries(seed, 4 + seed % 5, 12);
    expect_adders_of_the_rule(aig);
    found += adder_forest(aig, scan_adders(aig).adders).size();
  }
  EXPECT_GT(found, 100U);
}

struct Counts {
  int64_t full = 0, half = 0;
};

Counts forest_counts(const Aig& aig) {
  Counts counts;
  for (const Adder& adder : adder_forest(aig, scan_adders(aig).adders)) {
    ++(adder.is_full() ? counts.full : counts.half);
  }
  return counts;
}

// n (n - 2) full and n half adders; every one a sum and a carry that is nothing else.
TEST(Adders, OfArrays) {
  for (const int64_t n : {8, 16, 32, 64, 128}) {
    const Aig aig = make_multiplier({MultiplierFamily::kArray, n});
    const Counts counts = forest_counts(aig);
    EXPECT_EQ(counts.full, n * (n - 2));
    EXPECT_EQ(counts.half, n);
    const std::vector<uint8_t> labels = root_labels(aig);
    EXPECT_EQ(static_cast<int64_t>(labels.size()), 8 * n * n - 7 * n);
    const auto count = [&labels](RootLabel label) {
      return std::count(labels.begin(), labels.end(), static_cast<uint8_t>(label));
    };
    EXPECT_EQ(count(RootLabel::kOutput), 2 * n);
    EXPECT_EQ(count(RootLabel::kCarry), n * (n - 1));
    EXPECT_EQ(count(RootLabel::kSum), n * (n - 1));
    EXPECT_EQ(count(RootLabel::kOther), 8 * n * n - 11 * n - 2 * n * (n - 1));
    EXPECT_EQ(count(RootLabel::kInput), 2 * n);
  }
}

TEST(Adders, SharedLabelsOfAnArray) {
  const std::vector<uint8_t> labels =
      shared_labels(make_multiplier({MultiplierFamily::kArray, 64}));
  const auto count = [&labels](SharedLabel label) {
    return std::count(labels.begin(), labels.end(), static_cast<uint8_t>(label));
  };
  EXPECT_EQ(count(SharedLabel::kOutput), 128);
  EXPECT_EQ(count(SharedLabel::kPlain), 15'937);
  EXPECT_EQ(count(SharedLabel::kBoth), 12'158);
  EXPECT_EQ(count(SharedLabel::kAdder), 1);
  EXPECT_EQ(count(SharedLabel::kXor), 3'968);
  EXPECT_EQ(count(SharedLabel::kInput), 128);
}

// Every leaf in every AND and XOR of the other: as many adders as pairs of them.
TEST(Adders, RefuseCircuitsOfRepeatedGates) {
  Aig aig = test::circuit(2, {}, {});
  for (int i = 0; i < 300; ++i) {
    const auto both = static_cast<uint32_t>(aig.variables());
    aig.ands.push_back({2, 4});
    aig.ands.push_back({3, 5});
    aig.ands.push_back({literal_of(both, true), literal_of(both + 1, true)});
  }
  test::expect_error(ErrorKind::kUnsupported, {"repeated gates"}, [&] { scan_adders(aig); });
}

// Sets of leaves that all have the same last one are found as fast as others.
TEST(Adders, OfASignalThatInvertsAWideNumber) {
  constexpr uint32_t kBits = 200'000;
  const Literal invert = literal_of(kBits + 1);
  Aig aig = test::circuit(kBits + 1, {}, {});
  for (uint32_t input = 1; input <= kBits; ++input) {
    const Literal bit = literal_of(input);
    const auto both = static_cast<uint32_t>(aig.variables());
    aig.ands.insert(aig.ands.end(), {{bit, invert},
                                     {bit + 1, invert + 1},
                                     {literal_of(both, true), literal_of(both + 1, true)}});
  }
  EXPECT_EQ(scan_adders(aig).adders.size(), 2 * kBits);
}

// &atree reads what was written, and lists as many.
TEST(Adders, AreThoseOfAbc) {
  HEDDLE_REQUIRE_BERKELEY_ABC();
  const test::TempDir dir;
  const std::string base = (dir.path() / "m.aig").string();
  const auto expect_same = [&](const std::string& commands) {
    const std::string file = (dir.path() / "n.aig").string();
    const std::string text =
        test::run_berkeley_abc("read_aiger " + base + "; " + commands + "; write_aiger " + file +
                               "; &r " + file + "; &atree -v");
    const Aig aig = read_circuit(file);
    const AdderScan scan = scan_adders(aig);
    EXPECT_EQ(static_cast<int64_t>(scan.adders.size()), test::number_behind("Adders = ", text))
        << commands;
    EXPECT_EQ(static_cast<int64_t>(adder_forest(aig, scan.adders).size()),
              test::number_behind("Detected ", text))
        << commands;
  };
  for (const MultiplierFamily family :
       {MultiplierFamily::kArray, MultiplierFamily::kCarrySave, MultiplierFamily::kWallace,
        MultiplierFamily::kDadda, MultiplierFamily::kBooth}) {
    for (const int64_t bits : {7, 12}) {
      write_circuit(make_multiplier({family, bits}), base);
      for (const char* commands : {"strash", "balance", "dc2", "rewrite; refactor", "if -K 4"}) {
        expect_same(std::string(commands) + "; strash");
      }
    }
  }
}

}  // namespace
}  // namespace heddle
