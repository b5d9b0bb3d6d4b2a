#include "heddle/circuits/generate/multiplier.h"

#include "heddle/circuits/aig_builder.h"
#include "heddle/circuits/product_patterns.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace heddle {
namespace {

using test::expect_error;

constexpr MultiplierFamily kArrays[] = {MultiplierFamily::kArray, MultiplierFamily::kCarrySave};
constexpr MultiplierFamily kTrees[] = {MultiplierFamily::kWallace, MultiplierFamily::kDadda,
                                       MultiplierFamily::kBooth};
constexpr AdderStyle kStyles[] = {AdderStyle::kPropagate, AdderStyle::kSumOfProducts,
                                  AdderStyle::kOr, AdderStyle::kMajority, AdderStyle::kMux};

void expect_multiplies(const MultiplierOptions& options, int64_t words) {
  SCOPED_TRACE(testing::Message() << "family " << static_cast<int>(options.family) << ", "
                                  << options.bits << " bits, signed " << options.is_signed
                                  << ", style " << static_cast<int>(options.style) << ", adder "
                                  << static_cast<int>(options.final_adder));
  const Aig aig = make_multiplier(options);
  aig.validate();
  const auto mismatch =
      find_mismatch(aig, halves_of_inputs(aig), options.is_signed, words, /*seed=*/7);
  EXPECT_FALSE(mismatch.has_value()) << mismatch->a << " * " << mismatch->b << " is "
                                     << mismatch->expected << ", not " << mismatch->got;
  // Each gate is there once and reaches an output.
  EXPECT_TRUE(structurally_hashed(aig).ands == aig.ands);
}

// Up to 5 bits these are all pairs of operands.
void expect_multiplies_at_any_width(MultiplierOptions options) {
  for (const AdderStyle style : kStyles) {
    options.style = style;
    for (const int64_t bits : {1, 2, 3, 4, 5, 7, 8, 13, 16, 31, 32, 33, 64}) {
      options.bits = bits;
      expect_multiplies(options, 16);
    }
  }
  options.bits = 128;
  expect_multiplies(options, 4);
}

size_t gates(const MultiplierOptions& options) { return make_multiplier(options).ands.size(); }

TEST(Multiplier, ArraysMultiply) {
  for (const MultiplierFamily family : kArrays) {
    for (const bool is_signed : {false, true}) {
      expect_multiplies_at_any_width({.family = family, .is_signed = is_signed});
    }
  }
}

TEST(Multiplier, TreesMultiply) {
  for (const MultiplierFamily family : kTrees) {
    for (const bool is_signed : {false, true}) {
      for (const FinalAdder adder : {FinalAdder::kRipple, FinalAdder::kKoggeStone}) {
        expect_multiplies_at_any_width(
            {.family = family, .is_signed = is_signed, .final_adder = adder});
      }
    }
  }
}

TEST(Multiplier, ArraysAndDaddaHaveEightGatesPerPartialProduct) {
  for (const MultiplierFamily family :
       {MultiplierFamily::kArray, MultiplierFamily::kCarrySave, MultiplierFamily::kDadda}) {
    for (const int64_t n : {2, 3, 4, 8, 17, 64, 128}) {
      EXPECT_EQ(gates({.family = family, .bits = n}), 8 * n * n - 11 * n) << n;
      EXPECT_EQ(gates({.family = family, .bits = n, .is_signed = true}), 8 * n * n - 11 * n + 1);
    }
  }
}

TEST(Multiplier, WallaceHasMoreHalfAdders) {
  const auto wallace = [](int64_t bits, FinalAdder adder) {
    return gates({.family = MultiplierFamily::kWallace, .bits = bits, .final_adder = adder});
  };
  EXPECT_EQ(wallace(8, FinalAdder::kRipple), 441);
  EXPECT_EQ(wallace(16, FinalAdder::kRipple), 1940);
  EXPECT_EQ(wallace(32, FinalAdder::kRipple), 8067);
  EXPECT_EQ(wallace(64, FinalAdder::kRipple), 32726);
  EXPECT_EQ(wallace(8, FinalAdder::kKoggeStone), 515);
  EXPECT_EQ(wallace(16, FinalAdder::kKoggeStone), 2198);
  EXPECT_EQ(wallace(32, FinalAdder::kKoggeStone), 8769);
  EXPECT_EQ(wallace(64, FinalAdder::kKoggeStone), 34402);
}

TEST(Multiplier, BoothHasHalfAsManyRows) {
  const auto booth = [](int64_t bits, bool is_signed) {
    return 2 * gates({.family = MultiplierFamily::kBooth, .bits = bits, .is_signed = is_signed});
  };
  for (const int64_t n : {8, 10, 16, 24, 32, 48, 64, 96}) {
    EXPECT_EQ(booth(n, false), 13 * n * n + 31 * n - 38) << n;
    EXPECT_EQ(booth(n, true), 13 * n * n + 9 * n - 12) << n;
  }
  for (const int64_t n : {3, 5, 9, 33, 63}) {
    EXPECT_EQ(booth(n, false), 13 * n * n + 22 * n - 45) << n;
    EXPECT_EQ(booth(n, true), 13 * n * n + 18 * n - 23) << n;
  }
}

TEST(Multiplier, StylesChangeFullAdders) {
  const int64_t n = 16, full = n * (n - 2), half = n;
  const auto array = [](AdderStyle style) { return gates({.bits = n, .style = style}); };
  for (const AdderStyle style : kStyles) {
    const int64_t half_gates = style == AdderStyle::kSumOfProducts ? 4 : 3;
    EXPECT_EQ(array(style), n * n + full * full_adder_gates(style) + half * half_gates);
  }
}

TEST(Multiplier, PiecesOfAnArrayAreLocal) {
  const int64_t n = 64;
  const Aig aig = make_multiplier({.bits = n});
  for (uint32_t variable = aig.first_and(); variable < aig.variables(); ++variable) {
    const uint32_t fanin = variable_of(aig.gate(variable).fanin0);
    EXPECT_TRUE(aig.is_input(fanin) || variable - fanin <= 8 * n) << variable;
  }
}

TEST(Multiplier, NamesItsPorts) {
  const Aig aig = make_multiplier({.bits = 3});
  EXPECT_EQ(aig.input_names,
            (std::vector<std::string>{"a[0]", "a[1]", "a[2]", "b[0]", "b[1]", "b[2]"}));
  EXPECT_EQ(aig.output_names.front(), "p[0]");
  EXPECT_EQ(aig.output_names.back(), "p[5]");
}

TEST(Multiplier, RefusesWhatItCannotMake) {
  expect_error(ErrorKind::kInvalidArgument, {"0 bits"}, [] { make_multiplier({.bits = 0}); });
  expect_error(ErrorKind::kUnsupported, {"20000 bits"}, [] { make_multiplier({.bits = 20000}); });
  expect_error(ErrorKind::kUnsupported, {"bits"},
               [] { make_multiplier({.bits = std::numeric_limits<int64_t>::max()}); });
  expect_error(ErrorKind::kInvalidArgument, {"Kogge-Stone"},
               [] { make_multiplier({.bits = 4, .final_adder = FinalAdder::kKoggeStone}); });
}

}  // namespace
}  // namespace heddle
