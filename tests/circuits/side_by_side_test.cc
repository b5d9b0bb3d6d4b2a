#include "heddle/circuits/side_by_side.h"

#include "heddle/circuits/generate/multiplier.h"
#include "heddle/circuits/product_patterns.h"
#include "tests/circuits/small_circuits.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <numeric>

namespace heddle {
namespace {

TEST(SideBySide, HoldsDesignsOneAfterAnother) {
  std::vector<Aig> designs = {test::circuit(1, {{2, 3}}, {5, 1}),
                              test::circuit(2, {{2, 4}, {3, 6}}, {9})};
  designs[0].input_names = {"x"};
  Aig expected = test::circuit(3, {{2, 3}, {4, 6}, {5, 10}}, {9, 1, 13});
  expected.input_names = {"0/x", "", ""};
  expected.validate();
  EXPECT_EQ(side_by_side(designs), expected);
  EXPECT_EQ(side_by_side({}), Aig{});
}

TEST(SideBySide, ComputesWhatTheDesignsCompute) {
  const Aig design = test::random_aig(3, 5, 200);
  const Aig copies = replicate(design, 3);
  copies.validate();
  EXPECT_EQ(copies.inputs, 15);
  EXPECT_EQ(copies.ands.size(), 600U);
  const std::vector<uint64_t> outputs = test::random_outputs(copies);
  const std::vector<uint64_t> first = test::random_outputs(design);
  EXPECT_TRUE(std::equal(first.begin(), first.end(), outputs.begin()));
}

TEST(SideBySide, CopiesOfAMultiplierMultiply) {
  const int64_t bits = 5;
  Aig copies = replicate(make_multiplier({.bits = bits}), 3);
  EXPECT_EQ(copies.input_names[17], "1/b[2]");
  EXPECT_EQ(copies.output_names.back(), "2/p[9]");
  MultiplierOperands operands{.a = std::vector<int64_t>(bits), .b = std::vector<int64_t>(bits)};
  std::iota(operands.a.begin(), operands.a.end(), 4 * bits);
  std::iota(operands.b.begin(), operands.b.end(), 5 * bits);
  copies.outputs.erase(copies.outputs.begin(), copies.outputs.begin() + 4 * bits);
  EXPECT_FALSE(find_mismatch(copies, operands, false, 16, 1).has_value());
}

TEST(SideBySide, RefusesTooMany) {
  const Aig design = test::circuit(int64_t{1} << 30, {}, {});
  test::expect_error(ErrorKind::kUnsupported, {"2 designs", "variables"},
                     [&design] { replicate(design, 2); });
  test::expect_error(ErrorKind::kInvalidArgument, {"-1 copies"},
                     [&design] { replicate(design, -1); });
}

}  // namespace
}  // namespace heddle
