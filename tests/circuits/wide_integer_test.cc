#include "heddle/circuits/wide_integer.h"

#include "heddle/circuits/bit_matrix.h"

#include <gtest/gtest.h>

#include <random>

namespace heddle {
namespace {

WideInteger wide(int64_t bits, uint64_t low) {
  WideInteger value(bits);
  value.limbs[0] = low;
  value.clear_beyond_width();
  return value;
}

TEST(WideInteger, MultipliesAsNarrowIntegersDo) {
  std::mt19937_64 random(5);
  for (int i = 0; i < 1000; ++i) {
    const auto bits = static_cast<int64_t>(1 + random() % 32);
    const WideInteger a = wide(bits, random()), b = wide(bits, random());
    const uint64_t mask = ~uint64_t{0} >> (64 - 2 * bits);
    EXPECT_EQ(product(a, b, 2 * bits, false).limbs[0], a.limbs[0] * b.limbs[0]);
    const auto extended = [bits](const WideInteger& value) {
      return static_cast<int64_t>(value.limbs[0] << (64 - bits)) >> (64 - bits);
    };
    const auto expected = static_cast<uint64_t>(extended(a) * extended(b)) & mask;
    EXPECT_EQ(product(a, b, 2 * bits, true).limbs[0], expected);
  }
}

// (2^n - 1)^2 = 2^(2n) - 2^(n+1) + 1; as signed numbers (-1)^2 = 1.
TEST(WideInteger, MultipliesAllOnes) {
  for (const int64_t bits : {64, 65, 127, 128, 2048}) {
    const WideInteger ones = resized(wide(1, 1), bits, /*is_signed=*/true);
    WideInteger expected(2 * bits);
    expected.set_bit(0);
    EXPECT_EQ(product(ones, ones, 2 * bits, true), expected);
    for (int64_t i = bits + 1; i < 2 * bits; ++i) expected.set_bit(i);
    EXPECT_EQ(product(ones, ones, 2 * bits, false), expected);
    EXPECT_EQ(product(ones, ones, bits, false), wide(bits, 1)) << "modulo 2^bits";
  }
}

TEST(WideInteger, PrintsHexadecimal) {
  EXPECT_EQ(hexadecimal(WideInteger(200)), "0x0");
  EXPECT_EQ(hexadecimal(wide(200, 31)), "0x1f");
  WideInteger value(200);
  value.set_bit(68);
  value.set_bit(3);
  EXPECT_EQ(hexadecimal(value), "0x100000000000000008");
}

TEST(BitMatrix, Transposes) {
  std::mt19937_64 random(6);
  BitMatrix rows;
  for (uint64_t& row : rows) row = random();
  BitMatrix turned = rows;
  transpose(turned);
  for (size_t i = 0; i < 64; ++i) {
    for (size_t j = 0; j < 64; ++j) EXPECT_EQ(turned[i] >> j & 1, rows[j] >> i & 1);
  }
}

}  // namespace
}  // namespace heddle
