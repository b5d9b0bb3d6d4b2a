#include "heddle/circuits/product_patterns.h"

#include "heddle/circuits/generate/multiplier.h"
#include "heddle/circuits/operand_patterns.h"
#include "tests/circuits/small_circuits.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <set>
#include <string>

namespace heddle {
namespace {

int64_t count_ones(const WideInteger& value) {
  int64_t ones = 0;
  for (const uint64_t limb : value.limbs) ones += std::popcount(limb);
  return ones;
}

TEST(OperandPatterns, AreAllPairsWhereTheyAreFew) {
  const OperandPatterns patterns{.a_bits = 2, .b_bits = 3, .patterns = 64};
  std::set<std::pair<uint64_t, uint64_t>> seen;
  for (int64_t i = 0; i < 32; ++i) {
    const OperandPair pair = patterns.pair(i);
    seen.emplace(pair.a.limbs[0], pair.b.limbs[0]);
  }
  EXPECT_EQ(seen.size(), 32U);
  EXPECT_EQ(seen.rbegin()->first, 3U);
  EXPECT_EQ(seen.rbegin()->second, 7U);
}

TEST(OperandPatterns, AreSparseDenseAndBetween) {
  const int64_t bits = 200;
  const OperandPatterns patterns{.a_bits = bits, .b_bits = bits, .patterns = 1024, .seed = 3};
  int64_t sparse = 0, dense = 0, between = 0;
  for (int64_t i = 0; i < patterns.patterns; ++i) {
    const OperandPair pair = patterns.pair(i);
    for (const WideInteger* operand : {&pair.a, &pair.b}) {
      ASSERT_EQ(*operand, resized(*operand, bits, false)) << "no bits beyond the width";
      const int64_t ones = count_ones(*operand);
      ++(ones < bits / 4 ? sparse : ones > bits * 3 / 4 ? dense : between);
    }
  }
  EXPECT_GT(sparse, 300);
  EXPECT_GT(dense, 300);
  EXPECT_GT(between, 300);
}

TEST(OperandPatterns, DependOnTheSeedAlone) {
  OperandPatterns patterns{.a_bits = 70, .b_bits = 70, .patterns = 1000, .seed = 3};
  const OperandPair pair = patterns.pair(700);
  EXPECT_EQ(patterns.pair(700).a, pair.a);
  patterns.seed = 4;
  EXPECT_NE(patterns.pair(700).a, pair.a);
}

TEST(FindMismatch, SaysWhatIsWrong) {
  Aig aig = make_multiplier({.bits = 4});
  aig.outputs[7] = inverted(aig.outputs[7]);
  const auto mismatch = find_mismatch(aig, halves_of_inputs(aig), false, 4, 1);
  ASSERT_TRUE(mismatch.has_value());
  EXPECT_EQ(mismatch->pattern, 0);
  EXPECT_EQ(mismatch->a, "0x0");
  EXPECT_EQ(mismatch->b, "0x0");
  EXPECT_EQ(mismatch->expected, "0x0");
  EXPECT_EQ(mismatch->got, "0x80");
}

// One more gate is wrong for 13 * 11 alone: inputs 0, 2, 3 of a and 0, 1, 3 of b are 1.
TEST(FindMismatch, TriesAllPairsOfFewBits) {
  Aig aig = make_multiplier({.bits = 4});
  Literal all = kTrue;
  for (int64_t i = 0; i < aig.inputs; ++i) {
    const Literal input = literal_of(static_cast<uint32_t>(i) + 1, /*inverted=*/i == 1 || i == 6);
    aig.ands.push_back({std::min(all, input), std::max(all, input)});
    all = literal_of(static_cast<uint32_t>(aig.variables()) - 1);
  }
  aig.ands.push_back({inverted(aig.outputs[4]), inverted(all)});  // p4 is 0 in 143
  aig.outputs[4] = literal_of(static_cast<uint32_t>(aig.variables()) - 1, /*inverted=*/true);
  aig.validate();
  const auto mismatch = find_mismatch(aig, halves_of_inputs(aig), false, 4, 1);
  ASSERT_TRUE(mismatch.has_value());
  EXPECT_EQ(mismatch->a, "0xd");
  EXPECT_EQ(mismatch->b, "0xb");
  EXPECT_EQ(mismatch->expected, "0x8f");
}

TEST(FindMismatch, TellsSignedFromUnsigned) {
  for (const int64_t bits : {2, 8, 65}) {
    const Aig aig = make_multiplier({.bits = bits, .is_signed = true});
    EXPECT_TRUE(find_mismatch(aig, halves_of_inputs(aig), false, 4, 1).has_value());
    EXPECT_FALSE(find_mismatch(aig, halves_of_inputs(aig), true, 4, 1).has_value());
  }
}

TEST(FindMismatch, TakesInputsInAnyOrder) {
  const Aig aig = make_multiplier({.bits = 6});
  MultiplierOperands operands = halves_of_inputs(aig);
  std::swap(operands.a, operands.b);
  EXPECT_FALSE(find_mismatch(aig, operands, false, 4, 1).has_value());
  std::reverse(operands.a.begin(), operands.a.end());
  EXPECT_TRUE(find_mismatch(aig, operands, false, 4, 1).has_value());
}

TEST(FindMismatch, ComparesModuloTheOutputs) {
  Aig aig = make_multiplier({.bits = 6, .is_signed = true});
  const Literal sign = aig.outputs.back();
  aig.outputs.push_back(sign);
  EXPECT_FALSE(find_mismatch(aig, halves_of_inputs(aig), true, 4, 1).has_value());
  aig.outputs.resize(5);
  EXPECT_FALSE(find_mismatch(aig, halves_of_inputs(aig), true, 4, 1).has_value());
  EXPECT_FALSE(find_mismatch(aig, halves_of_inputs(aig), false, 4, 1).has_value());
}

TEST(FindMismatch, RefusesOperandsThatTheCircuitHasNot) {
  const Aig aig = make_multiplier({.bits = 2});
  const auto expect_refused = [&aig](std::initializer_list<std::string_view> words,
                                     const MultiplierOperands& operands) {
    test::expect_error(ErrorKind::kInvalidArgument, words,
                       [&] { find_mismatch(aig, operands, false, 1, 1); });
  };
  expect_refused({"input 4"}, {.a = {0, 1}, .b = {2, 4}});
  expect_refused({"input 1", "two"}, {.a = {0, 1}, .b = {1}});
  expect_refused({"without bits"}, {.a = {0, 1}, .b = {}});
  test::expect_error(ErrorKind::kInvalidArgument, {"3 inputs"},
                     [] { halves_of_inputs(test::circuit(3, {}, {})); });
}

}  // namespace
}  // namespace heddle
