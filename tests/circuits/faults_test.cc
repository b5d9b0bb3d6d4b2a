#include "heddle/circuits/faults.h"

#include "heddle/circuits/generate/multiplier.h"
#include "heddle/circuits/product_patterns.h"
#include "tests/circuits/small_circuits.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <set>

namespace heddle {
namespace {

// The output of a b with a fault, under a = 1100, b = 1010.
uint64_t with_fault_in_and(const Fault& fault) {
  const Aig aig = with_fault(test::circuit(2, {{2, 4}}, {6}), fault);
  aig.validate();
  Simulation simulation(aig, 1);
  simulation.input(0)[0] = 0b1100;
  simulation.input(1)[0] = 0b1010;
  simulation.run();
  return simulation.word(aig.outputs[0], 0) & 0b1111;
}

TEST(Faults, ChangeAnAnd) {
  using enum FaultKind;
  EXPECT_EQ(with_fault_in_and({3, kInvertedFanin, 0}), 0b0010U);
  EXPECT_EQ(with_fault_in_and({3, kInvertedFanin, 1}), 0b0100U);
  EXPECT_EQ(with_fault_in_and({3, kReplacedFanin, 0, kTrue}), 0b1010U);
  EXPECT_EQ(with_fault_in_and({3, kReplacedFanin, 1, 3}), 0b0000U);
  EXPECT_EQ(with_fault_in_and({3, kOrGate}), 0b1110U);
  EXPECT_EQ(with_fault_in_and({3, kInvertedOutput}), 0b0111U);
  EXPECT_EQ(with_fault_in_and({3, kStuckAt0}), 0b0000U);
  EXPECT_EQ(with_fault_in_and({3, kStuckAt1}), 0b1111U);
}

TEST(Faults, RefuseWhatIsNoEarlierLiteral) {
  const auto expect_refused = [](const Fault& fault) {
    test::expect_error(ErrorKind::kInvalidArgument, {"fault", "need"}, [&fault] {
      with_fault(test::circuit(2, {{2, 4}}, {6}), fault);
    });
  };
  expect_refused({2, FaultKind::kStuckAt0});
  expect_refused({4, FaultKind::kStuckAt0});
  expect_refused({3, FaultKind::kReplacedFanin, 0, 6});
  test::expect_error(ErrorKind::kInvalidArgument, {"without ANDs"},
                     [] { random_fault(test::circuit(2, {}, {}), 1, 0); });
}

TEST(Faults, RandomOnesAreValidAndOfAllKinds) {
  for (uint32_t seed = 0; seed < 20; ++seed) {
    const Aig aig = test::random_aig(seed, seed % 5, 30);
    std::set<FaultKind> kinds;
    for (int64_t index = 0; index < 100; ++index) {
      const Fault fault = random_fault(aig, seed, index);
      EXPECT_EQ(random_fault(aig, seed, index), fault);
      const Aig faulty = with_fault(aig, fault);
      faulty.validate();
      EXPECT_EQ(faulty.variables(), aig.variables());
      kinds.insert(fault.kind);
    }
    EXPECT_EQ(kinds.size(), 6U);
  }
}

// Some faults change nothing that outputs show, such as OR for AND where both are never 1.
TEST(Faults, OfAMultiplierAreMostlyFound) {
  for (const MultiplierFamily family : {MultiplierFamily::kArray, MultiplierFamily::kBooth}) {
    const Aig aig = make_multiplier({.family = family, .bits = 16});
    int found = 0;
    for (int64_t index = 0; index < 200; ++index) {
      const Aig faulty = with_fault(aig, random_fault(aig, 9, index));
      found += find_mismatch(faulty, halves_of_inputs(faulty), false, 16, 1).has_value() ? 1 : 0;
    }
    EXPECT_GT(found, 180);
  }
}

TEST(Faults, SayWhatTheyAre) {
  EXPECT_EQ(to_string({7, FaultKind::kInvertedFanin, 1}), "AND 7: fan-in 1 inverted");
  EXPECT_EQ(to_string({7, FaultKind::kReplacedFanin, 0, 5}), "AND 7: fan-in 0 is literal 5");
  EXPECT_EQ(to_string({7, FaultKind::kOrGate}), "AND 7: OR instead");
}

}  // namespace
}  // namespace heddle
