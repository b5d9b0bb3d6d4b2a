#include "heddle/circuits/generate/multiplier.h"

#include "heddle/circuits/product_patterns.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

namespace heddle {
namespace {

constexpr MultiplierFamily kFamilies[] = {MultiplierFamily::kArray, MultiplierFamily::kCarrySave};
constexpr AdderStyle kStyles[] = {AdderStyle::kPropagate, AdderStyle::kSumOfProducts,
                                  AdderStyle::kOr, AdderStyle::kMajority, AdderStyle::kMux};

void expect_multiplies(const MultiplierOptions& options, int64_t words) {
  SCOPED_TRACE(testing::Message() << "family " << static_cast<int>(options.family) << ", "
                                  << options.bits << " bits, signed " << options.is_signed
                                  << ", style " << static_cast<int>(options.style));
  const Aig aig = make_multiplier(options);
  aig.validate();
  const auto mismatch =
      find_mismatch(aig, halves_of_inputs(aig), options.is_signed, words, /*seed=*/7);
  EXPECT_FALSE(mismatch.has_value()) << mismatch->a << " * " << mismatch->b << " is "
                                     << mismatch->expected << ", not " << mismatch->got;
}

TEST(Multiplier, Multiplies) {
  for (const MultiplierFamily family : kFamilies) {
    for (const AdderStyle style : kStyles) {
      for (const bool is_signed : {false, true}) {
        for (const int64_t bits : {1, 2, 3, 4, 5, 7, 8, 13, 16, 31, 32, 33, 64}) {
          expect_multiplies({family, bits, is_signed, style}, 16);
        }
      }
    }
  }
}

TEST(Multiplier, HasAsManyGatesAsTheFormula) {
  for (const MultiplierFamily family : {MultiplierFamily::kArray, MultiplierFamily::kCarrySave}) {
    for (const int64_t n : {2, 3, 4, 8, 17, 64, 128}) {
      EXPECT_EQ(make_multiplier({family, n}).ands.size(), 8 * n * n - 11 * n) << n;
    }
  }
}

}  // namespace
}  // namespace heddle
