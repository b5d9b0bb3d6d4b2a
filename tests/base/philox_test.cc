#include "heddle/base/philox.h"

#include <gtest/gtest.h>

#include <set>

namespace heddle {
namespace {

// The known answers that Random123 ships for philox4x32 with 10 rounds.
TEST(Philox, KnownAnswers) {
  EXPECT_EQ(philox4x32({0, 0, 0, 0}, {0, 0}),
            (PhiloxWords{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox4x32({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
            (PhiloxWords{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (PhiloxWords{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Philox, WordIsOneOfItsBlock) {
  const RandomStream stream{.seed = 7, .stream = 3, .step = 11};
  for (int64_t column = 0; column < 12; ++column) {
    EXPECT_EQ(stream.word(5, column), stream.words(5, column / 4)[static_cast<size_t>(column % 4)]);
  }
}

TEST(Philox, AddressesDoNotCollide) {
  std::set<PhiloxWords> seen;
  for (const uint64_t seed : {0ULL, 1ULL, 1ULL << 32}) {
    for (const uint32_t stream : {0U, 1U, 255U}) {
      for (const uint32_t step : {0U, 1U}) {
        for (const int64_t row : {int64_t{0}, int64_t{1}, int64_t{1} << 32, int64_t{3} << 34}) {
          for (const int64_t block : {0, 1}) {
            const RandomStream random{.seed = seed, .stream = stream, .step = step};
            EXPECT_TRUE(seen.insert(random.words(row, block)).second);
          }
        }
      }
    }
  }
}

TEST(Philox, UniformIsInTheHalfOpenInterval) {
  EXPECT_EQ(uniform_from_word(0), 0.0F);
  EXPECT_LT(uniform_from_word(0xffffffff), 1.0F);
  double sum = 0;
  const RandomStream stream{.seed = 1};
  for (int64_t i = 0; i < 10000; ++i) sum += uniform_from_word(stream.word(i, 0));
  EXPECT_NEAR(sum / 10000, 0.5, 0.02);
}

}  // namespace
}  // namespace heddle
