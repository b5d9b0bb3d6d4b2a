// Exponents of floats in fewer bits.

#include "heddle/kernels/cpu/exponent_range.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

namespace heddle::cpu {
namespace {

Magnitudes between(float least, float largest) {
  return {std::bit_cast<uint32_t>(least), std::bit_cast<uint32_t>(largest)};
}

TEST(ExponentRange, AsManyExponentsFitAsBitsHaveNumbersButZero) {
  // Exponents 127 to 189 are 63 numbers, and 126 is taken from them.
  EXPECT_EQ(exponent_base(between(1, 0x1.fp62F), 6), 126);
  EXPECT_EQ(exponent_base(between(1, 0x1p63F), 6), std::nullopt);
  EXPECT_EQ(exponent_base(between(1, 0x1.fp30F), 5), 126);
  EXPECT_EQ(exponent_base(between(1, 0x1p31F), 5), std::nullopt);
}

TEST(ExponentRange, TheBaseIsAPowerThatIsAFloat) {
  EXPECT_EQ(exponent_base(between(0x1p20F, 0x1p60F), 6), 127);
  EXPECT_EQ(exponent_base(between(0x1p60F, 0x1p64F), 6), std::nullopt);
  EXPECT_EQ(exponent_base(between(0x1p-126F, 0x1p-100F), 6), 0);
}

TEST(ExponentRange, ZerosAloneFit) { EXPECT_EQ(exponent_base(Magnitudes(), 6), 0); }

TEST(ExponentRange, OnlyNormalNumbersFit) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(exponent_base(between(0x1p-127F, 0x1p-120F), 6), std::nullopt);
  EXPECT_EQ(exponent_base(between(0x1p100F, kInfinity), 6), std::nullopt);
  EXPECT_EQ(exponent_base(between(1, std::nanf("")), 6), std::nullopt);
}

TEST(ExponentRange, OfAMatrixAreThoseOfAllRows) {
  MagnitudesOfAll all;
  all.include(between(2, 3));
  all.include(between(0.5F, 0.75F));
  all.include(Magnitudes());  // a row of zeros
  EXPECT_EQ(all.get().least, std::bit_cast<uint32_t>(0.5F));
  EXPECT_EQ(all.get().largest, std::bit_cast<uint32_t>(3.0F));
}

}  // namespace
}  // namespace heddle::cpu
