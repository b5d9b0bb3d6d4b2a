#if HEDDLE_HAVE_GMP

#include "heddle/circuits/verify/prove_multiplier.h"

#include "heddle/circuits/faults.h"
#include "heddle/circuits/generate/multiplier.h"
#include "tests/circuits/random_adders.h"
#include "tests/circuits/rectangular_multiplier.h"
#include "tests/circuits/small_circuits.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace heddle {
namespace {

constexpr MultiplierFamily kProvedFamilies[] = {
    MultiplierFamily::kArray, MultiplierFamily::kCarrySave, MultiplierFamily::kWallace,
    MultiplierFamily::kDadda, MultiplierFamily::kBooth};

MultiplierProof proof_of(const Aig& aig, const MultiplierOperands& operands, bool is_signed) {
  return prove_multiplier(aig, operands, is_signed, scan_adders(aig));
}
MultiplierProof proof_of(const Aig& aig, bool is_signed) {
  return proof_of(aig, halves_of_inputs(aig), is_signed);
}
std::string verdict_of(const Aig& aig, bool is_signed) {
  return std::string(to_string(proof_of(aig, is_signed).verdict));
}

// By all pairs of operands: at most 20 inputs.
bool multiplies(const Aig& aig, const MultiplierOperands& operands, bool is_signed) {
  const int64_t words = std::max<int64_t>(1, (int64_t{1} << aig.inputs) / 64);
  return !find_mismatch(aig, operands, is_signed, words, 0).has_value();
}

// PROVED only of what multiplies, WRONG only of what does not, with numbers that show it.
Verdict expect_true_verdict(const Aig& aig, const MultiplierOperands& operands, bool is_signed) {
  const MultiplierProof proof = proof_of(aig, operands, is_signed);
  const bool right = multiplies(aig, operands, is_signed);
  if (proof.verdict == Verdict::kProved) {
    EXPECT_TRUE(right);
  }
  EXPECT_EQ(proof.counterexample.has_value(), proof.verdict == Verdict::kWrong);
  if (proof.verdict == Verdict::kWrong) {
    EXPECT_FALSE(right);
    EXPECT_NE(proof.counterexample->expected, proof.counterexample->got);
  }
  return proof.verdict;
}

TEST(ProveMultiplier, AllFamiliesAtAllWidths) {
  for (const MultiplierFamily family : kProvedFamilies) {
    for (const bool is_signed : {false, true}) {
      for (const int64_t bits : {1, 2, 3, 4, 5, 6, 7, 8, 13, 16, 31, 32, 33}) {
        const Aig aig = make_multiplier({family, bits, is_signed});
        EXPECT_EQ(verdict_of(aig, is_signed), "PROVED")
            << static_cast<int>(family) << ' ' << bits << ' ' << is_signed;
      }
    }
  }
}

TEST(ProveMultiplier, AllStylesOfAdders) {
  for (const AdderStyle style :
       {AdderStyle::kSumOfProducts, AdderStyle::kOr, AdderStyle::kMajority, AdderStyle::kMux}) {
    for (const MultiplierFamily family : kProvedFamilies) {
      EXPECT_EQ(verdict_of(make_multiplier({family, 12, false, style}), false), "PROVED")
          << static_cast<int>(style) << ' ' << static_cast<int>(family);
    }
  }
}

// Its counterexample is one: of unsigned numbers taken as signed ones as well.
TEST(ProveMultiplier, OutputsInAnotherOrderAreWrong) {
  for (const MultiplierFamily family : kProvedFamilies) {
    Aig aig = make_multiplier({family, 8});
    EXPECT_EQ(expect_true_verdict(aig, halves_of_inputs(aig), true), Verdict::kWrong);
    std::swap(aig.outputs[4], aig.outputs[11]);
    EXPECT_EQ(expect_true_verdict(aig, halves_of_inputs(aig), false), Verdict::kWrong);
  }
}

TEST(ProveMultiplier, OperandsMayLieAnywhere) {
  const Aig aig = make_multiplier({MultiplierFamily::kArray, 4});
  EXPECT_EQ(expect_true_verdict(aig, {{4, 5, 6, 7}, {0, 1, 2, 3}}, false), Verdict::kProved);
  EXPECT_EQ(expect_true_verdict(aig, {{0, 1, 2, 4}, {3, 5, 6, 7}}, false), Verdict::kWrong);
  EXPECT_EQ(expect_true_verdict(aig, {{3, 2, 1, 0}, {4, 5, 6, 7}}, false), Verdict::kWrong);
}

TEST(ProveMultiplier, RefusesInputsOutsideOperands) {
  const Aig aig = make_multiplier({MultiplierFamily::kArray, 2});
  const auto expect_refused = [&aig](const MultiplierOperands& operands, std::string_view word) {
    test::expect_error(ErrorKind::kInvalidArgument, {word},
                       [&] { proof_of(aig, operands, false); });
  };
  expect_refused({{0, 1}, {2}}, "every input in one operand");
  expect_refused({{0, 1}, {2, 2}}, "two operand bits");
  expect_refused({{0, 1, 2, 3}, {}}, "an operand without bits");
  expect_refused({{0, 1}, {2, 4}}, "need 0 to 3");
  Aig without_outputs = aig;
  without_outputs.outputs.clear();
  test::expect_error(ErrorKind::kInvalidArgument, {"without outputs"},
                     [&] { proof_of(without_outputs, false); });
}

// a and b of different widths, as few as one bit; more and fewer outputs than the product has.
TEST(ProveMultiplier, UnequalOperandsAndAnyNumberOfOutputs) {
  for (const bool is_signed : {false, true}) {
    for (const int64_t a_bits : {1, 2, 3, 5}) {
      for (const int64_t b_bits : {1, 2, 4}) {
        for (const int64_t outputs : {1, 2, 4, 6, 9, 12}) {
          SCOPED_TRACE(testing::Message()
                       << a_bits << " x " << b_bits << " -> " << outputs << ' ' << is_signed);
          const Aig aig = test::rectangular_multiplier(a_bits, b_bits, outputs, is_signed);
          const MultiplierOperands operands = test::first_and_rest(a_bits, b_bits);
          ASSERT_TRUE(multiplies(aig, operands, is_signed));
          EXPECT_NE(expect_true_verdict(aig, operands, is_signed), Verdict::kWrong);
          if (!is_signed) {
            EXPECT_EQ(expect_true_verdict(aig, operands, false), Verdict::kProved);
          }
          Aig wrong = aig;
          wrong.outputs.back() = inverted(wrong.outputs.back());
          EXPECT_EQ(expect_true_verdict(wrong, operands, is_signed), Verdict::kWrong);
        }
      }
    }
  }
}

// The lower half of a product, and zeros above it: those of families that drop the last carry
// follow from how large a product can be, which is beyond the algebra.
TEST(ProveMultiplier, FewerAndMoreOutputs) {
  for (const MultiplierFamily family : kProvedFamilies) {
    Aig aig = make_multiplier({family, 12});
    aig.output_names.clear();
    for (int i = 0; i < 3; ++i) aig.outputs.push_back(kFalse);
    const bool drops_carry =
        family == MultiplierFamily::kWallace || family == MultiplierFamily::kBooth;
    EXPECT_EQ(verdict_of(aig, false), drops_carry ? "UNKNOWN" : "PROVED");
    aig.outputs.back() = kTrue;
    EXPECT_EQ(verdict_of(aig, false), "WRONG");
    aig.outputs.resize(12);
    EXPECT_EQ(verdict_of(aig, false), "PROVED") << static_cast<int>(family);
    EXPECT_EQ(verdict_of(aig, true), "PROVED") << static_cast<int>(family);
  }
}

std::vector<Fault> every_fault(const Aig& aig) {
  std::vector<Fault> faults;
  for (uint32_t variable = aig.first_and(); variable < aig.variables(); ++variable) {
    for (const FaultKind kind : {FaultKind::kOrGate, FaultKind::kInvertedOutput,
                                 FaultKind::kStuckAt0, FaultKind::kStuckAt1}) {
      faults.push_back({variable, kind});
    }
    for (const int fanin : {0, 1}) {
      faults.push_back({variable, FaultKind::kInvertedFanin, fanin});
      for (Literal literal = 0; literal < literal_of(variable); ++literal) {
        faults.push_back({variable, FaultKind::kReplacedFanin, fanin, literal});
      }
    }
  }
  return faults;
}

// All 16,000 of an array of four bits: never PROVED unless it still multiplies, else WRONG.
TEST(ProveMultiplier, SlowEveryFaultOfAnArray) {
  for (const bool is_signed : {false, true}) {
    const Aig aig = make_multiplier({MultiplierFamily::kArray, 4, is_signed});
    const MultiplierOperands operands = halves_of_inputs(aig);
    int64_t wrong = 0, still_right = 0;
    for (const Fault& fault : every_fault(aig)) {
      const Aig faulty = with_fault(aig, fault);
      const Verdict verdict = expect_true_verdict(faulty, operands, is_signed);
      const bool right = multiplies(faulty, operands, is_signed);
      ASSERT_TRUE(right || verdict == Verdict::kWrong) << to_string(fault);
      ++(right ? still_right : wrong);
    }
    EXPECT_GT(wrong, 10'000);
    EXPECT_GT(still_right, 100);
  }
}

// Without patterns to try first, so that the algebra has to find out.
TEST(ProveMultiplier, FaultsThatNoPatternShows) {
  for (const MultiplierFamily family : kProvedFamilies) {
    const Aig aig = make_multiplier({family, 5});
    const MultiplierOperands operands = halves_of_inputs(aig);
    int64_t wrong = 0, unknown = 0;
    for (int64_t index = 0; index < 300; ++index) {
      const Aig faulty = with_fault(aig, random_fault(aig, 1, index));
      const MultiplierProof proof =
          prove_multiplier(faulty, operands, false, scan_adders(faulty), /*pattern_words=*/0);
      if (multiplies(faulty, operands, false)) continue;
      ASSERT_NE(proof.verdict, Verdict::kProved) << index;
      if (proof.verdict == Verdict::kWrong) {
        EXPECT_NE(proof.counterexample->expected, proof.counterexample->got);
      }
      ++(proof.verdict == Verdict::kWrong ? wrong : unknown);
    }
    EXPECT_GT(wrong + unknown, 200);
    EXPECT_GT(wrong, 0);
  }
}

TEST(ProveMultiplier, RandomFaultsOfAllFamilies) {
  for (const MultiplierFamily family : kProvedFamilies) {
    for (const bool is_signed : {false, true}) {
      const Aig aig = make_multiplier({family, 6, is_signed});
      for (int64_t index = 0; index < 150; ++index) {
        const Fault fault = random_fault(aig, 2, index);
        const Aig faulty = with_fault(aig, fault);
        const Verdict verdict = expect_true_verdict(faulty, halves_of_inputs(aig), is_signed);
        if (!multiplies(faulty, halves_of_inputs(aig), is_signed)) {
          EXPECT_EQ(verdict, Verdict::kWrong) << to_string(fault);
        }
      }
    }
  }
}

// Circuits of few inputs and anything else: some do multiply.
TEST(ProveMultiplier, RandomCircuits) {
  int64_t proved = 0;
  for (uint32_t seed = 0; seed < 3000; ++seed) {
    const uint32_t a_bits = 1 + seed % 2, b_bits = 1 + seed / 2 % 2;
    Aig aig = test::random_aig(seed, a_bits + b_bits, 3 + seed % 40);
    aig.outputs.resize(1 + seed % 3, kFalse);
    const MultiplierOperands operands = test::first_and_rest(a_bits, b_bits);
    for (const bool is_signed : {false, true}) {
      const Verdict verdict = expect_true_verdict(aig, operands, is_signed);
      EXPECT_NE(verdict, Verdict::kUnknown);  // so few inputs are multiplied out
      proved += verdict == Verdict::kProved ? 1 : 0;
    }
  }
  EXPECT_GT(proved, 10);
}

// An output is spoilt where all inputs have one of their values, a pattern of a million that is not
// among those tried first.
TEST(ProveMultiplier, OnePatternOfAMillionIsEnough) {
  Aig aig = make_multiplier({MultiplierFamily::kArray, 10});
  Literal all = kTrue;
  for (uint32_t input = 1; input <= 20; ++input) {
    const Literal wanted = literal_of(input, input % 3 == 0);
    aig.ands.push_back({std::min(all, wanted), std::max(all, wanted)});
    all = literal_of(static_cast<uint32_t>(aig.variables()) - 1);
  }
  aig.ands.push_back(
      {std::min(aig.outputs[5], inverted(all)), std::max(aig.outputs[5], inverted(all))});
  aig.outputs[5] = all + 2;
  EXPECT_FALSE(multiplies(aig, halves_of_inputs(aig), false));
  EXPECT_EQ(expect_true_verdict(aig, halves_of_inputs(aig), false), Verdict::kUnknown);
}

}  // namespace
}  // namespace heddle

#endif
