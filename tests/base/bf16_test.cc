#include "heddle/base/bf16.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace heddle {
namespace {

float round_trip(float value) { return static_cast<float>(Bf16(value)); }

TEST(Bf16, ExactValuesStay) {
  for (const float value : {0.0F, 1.0F, -2.5F, 256.0F, 0x1.FEp127F}) {
    EXPECT_EQ(round_trip(value), value);
  }
  EXPECT_TRUE(std::signbit(round_trip(-0.0F)));
}

TEST(Bf16, RoundsToNearestTiesToEven) {
  EXPECT_EQ(round_trip(0x1.01p0F), 1.0F);           // tie, lower neighbour is even
  EXPECT_EQ(round_trip(0x1.03p0F), 0x1.04p0F);      // tie, upper neighbour is even
  EXPECT_EQ(round_trip(0x1.010002p0F), 0x1.02p0F);  // just above the tie
  EXPECT_EQ(round_trip(-0x1.03p0F), -0x1.04p0F);
}

TEST(Bf16, OverflowAndSpecialValues) {
  const float infinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(round_trip(infinity), infinity);
  EXPECT_EQ(round_trip(-infinity), -infinity);
  EXPECT_EQ(round_trip(std::numeric_limits<float>::max()), infinity);
  EXPECT_TRUE(std::isnan(round_trip(std::numeric_limits<float>::quiet_NaN())));
  EXPECT_TRUE(std::isnan(round_trip(std::numeric_limits<float>::signaling_NaN())));
  EXPECT_EQ(round_trip(std::numeric_limits<float>::denorm_min()), 0.0F);
}

// The rounded value is never further away than either neighbour.
TEST(Bf16, EveryExponentRoundsToTheNearer) {
  for (uint32_t word = 0; word < 0x7f7f0000; word += 0x10203) {
    const float value = std::bit_cast<float>(word);
    const float below = std::bit_cast<float>(word & 0xffff0000U);
    const float above = std::bit_cast<float>((word & 0xffff0000U) + 0x10000U);
    const double error = std::abs(static_cast<double>(round_trip(value)) - value);
    EXPECT_LE(error,
              std::min(static_cast<double>(value) - below, static_cast<double>(above) - value));
  }
}

}  // namespace
}  // namespace heddle
