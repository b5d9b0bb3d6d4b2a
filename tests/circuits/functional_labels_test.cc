#if HEDDLE_HAVE_CADICAL
#include "heddle/circuits/functional/functional_labels.h"

#include "heddle/circuits/adders.h"
#include "heddle/circuits/generate/multiplier.h"
#include "heddle/circuits/side_by_side.h"
#include "tests/circuits/every_pattern.h"
#include "tests/circuits/small_circuits.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <map>

namespace heddle {
namespace {

// Functions of signals, the smaller one of a function and its complement.
using FunctionBits = std::map<std::vector<uint64_t>, uint8_t>;

FunctionBits golden_functions(const Aig& golden) {
  const test::EveryPattern simulated(golden);
  FunctionBits bits;
  for (const Adder& adder : adder_forest(golden, scan_adders(golden).adders)) {
    bits[simulated.function_up_to_inverter(adder.sum)] |= kEqualsSum;
    bits[simulated.function_up_to_inverter(adder.carry)] |= kEqualsCarry;
  }
  return bits;
}

std::vector<uint8_t> expected_labels(const Aig& aig, const Aig& golden) {
  const FunctionBits golden_bits = golden_functions(golden);
  const test::EveryPattern simulated(aig);
  const auto label_of = [&](uint32_t variable) {
    if (!aig.is_and(variable)) return uint8_t{0};
    const auto found = golden_bits.find(simulated.function_up_to_inverter(variable));
    return found == golden_bits.end() ? uint8_t{0} : found->second;
  };
  std::vector<uint8_t> labels;
  for (uint32_t variable = 1; variable < aig.variables(); ++variable) {
    labels.push_back(label_of(variable));
  }
  for (const Literal output : aig.outputs) labels.push_back(label_of(variable_of(output)));
  return labels;
}

void expect_exact_labels(const Aig& aig, const Aig& golden) {
  const FunctionalLabels found = functional_labels(aig, golden);
  EXPECT_EQ(found.labels, expected_labels(aig, golden));
  EXPECT_EQ(found.undecided, 0);
}

TEST(FunctionalLabels, OfTheGoldenCircuitItselfMarkItsForest) {
  const Aig golden = make_multiplier({.bits = 8});
  const FunctionalLabels found = functional_labels(golden, golden);
  for (const Adder& adder : adder_forest(golden, scan_adders(golden).adders)) {
    EXPECT_TRUE(found.labels.at(adder.sum - 1) & kEqualsSum) << adder.sum;
    EXPECT_TRUE(found.labels.at(adder.carry - 1) & kEqualsCarry) << adder.carry;
  }
  EXPECT_EQ(found.labels.size(), static_cast<size_t>(golden.variables()) - 1 + 16);
}

TEST(FunctionalLabels, AreExactForOtherAdderCells) {
  for (const MultiplierFamily family :
       {MultiplierFamily::kArray, MultiplierFamily::kDadda, MultiplierFamily::kBooth}) {
    const Aig golden = make_multiplier({family, 4});
    for (const AdderStyle style : {AdderStyle::kPropagate, AdderStyle::kSumOfProducts,
                                   AdderStyle::kOr, AdderStyle::kMajority, AdderStyle::kMux}) {
      expect_exact_labels(make_multiplier({family, 4, false, style}), golden);
    }
  }
}

TEST(FunctionalLabels, AreExactForOtherStructures) {
  const Aig golden = make_multiplier({.bits = 5});
  expect_exact_labels(make_multiplier({MultiplierFamily::kWallace, 5}), golden);
  expect_exact_labels(make_multiplier({MultiplierFamily::kBooth, 5}), golden);
  expect_exact_labels(make_multiplier({MultiplierFamily::kArray, 5, true}), golden);
  for (uint32_t seed = 0; seed < 5; ++seed) {
    expect_exact_labels(test::random_aig(seed, 10, 300), golden);
  }
}

// Appends a gate.
Literal append_and(Aig& aig, Literal a, Literal b) {
  aig.ands.push_back({std::min(a, b), std::max(a, b)});
  return literal_of(static_cast<uint32_t>(aig.variables()) - 1);
}

// A signal that is not the sum for one of 2^24 pairs of numbers alone looks like it under all
// patterns that are tried.
TEST(FunctionalLabels, AreProvedAndNotJustTried) {
  const Aig golden = test::circuit(24, {{2, 4}, {3, 5}, {51, 53}}, {50, 54});
  Aig changed = golden;
  Literal rare = 2;
  for (Literal input = 4; input <= 48; input += 2) {
    rare = append_and(changed, rare, inverted_if(input, input % 8 == 4));
  }
  const Literal almost = append_and(changed, 54, inverted(rare));
  const FunctionalLabels found = functional_labels(changed, golden);
  EXPECT_EQ(found.labels.at(variable_of(54) - 1), kEqualsSum);
  EXPECT_EQ(found.labels.at(variable_of(almost) - 1), 0);
  EXPECT_EQ(found.different, 1);
}

TEST(FunctionalLabels, OfCircuitsWithoutGates) {
  const Aig wires = test::circuit(8, {}, {2, 5, 1});
  expect_exact_labels(wires, make_multiplier({.bits = 4}));
  expect_exact_labels(make_multiplier({.bits = 4}), wires);
  expect_exact_labels(Aig{}, Aig{});
  expect_exact_labels(test::circuit(0, {{0, 1}, {1, 1}, {3, 4}}, {6, 0, 1}), Aig{});
  expect_exact_labels(test::circuit(1, {{2, 3}, {1, 2}}, {4}), test::circuit(1, {{2, 2}}, {4}));
}

TEST(FunctionalLabels, WantTheSameInputs) {
  test::expect_error(
      ErrorKind::kInvalidArgument, {"functional labels: 8 inputs", "the golden circuit has 10"},
      [] { functional_labels(make_multiplier({.bits = 4}), make_multiplier({.bits = 5})); });
}

}  // namespace
}  // namespace heddle
#endif
