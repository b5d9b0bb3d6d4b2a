#if HEDDLE_HAVE_GMP

#include "heddle/circuits/verify/word_rewriting.h"

#include "heddle/circuits/generate/multiplier.h"
#include "heddle/circuits/verify/adder_columns.h"
#include "heddle/circuits/verify/input_polynomial.h"
#include "tests/circuits/random_adders.h"
#include "tests/circuits/small_circuits.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <vector>

namespace heddle {
namespace {

mpz_class modulo(mpz_class value, int64_t bits) {
  mpz_fdiv_r_2exp(value.get_mpz_t(), value.get_mpz_t(), static_cast<mp_bitcnt_t>(bits));
  return value;
}

// The number that the form is under pattern p.
mpz_class value_of(const LinearForm& form, const Simulation& simulation, uint64_t p) {
  mpz_class value = form.constant();
  for (uint32_t variable = 0; variable < form.variables(); ++variable) {
    if ((simulation.words(variable)[0] >> p & 1) != 0) value += form.weight(variable);
  }
  return modulo(value, form.bits());
}

Simulation random_simulation(const Aig& aig, uint64_t seed) {
  std::mt19937_64 random(seed);
  Simulation simulation(aig, 1);
  for (int64_t i = 0; i < aig.inputs; ++i) simulation.input(i)[0] = random();
  simulation.run();
  return simulation;
}

mpz_class outputs_as_number(const Aig& aig, const Simulation& simulation, uint64_t p) {
  mpz_class number;
  for (size_t k = 0; k < aig.outputs.size(); ++k) {
    if ((simulation.word(aig.outputs[k], 0) >> p & 1) != 0) mpz_setbit(number.get_mpz_t(), k);
  }
  return number;
}

TEST(LinearForm, AddsAndTakesLiterals) {
  LinearForm form(3, 4);
  form.add(2, 5);         // 5 a
  form.add(5, 3);         // 3 - 3 b
  form.add(kTrue, 20);    // 4
  form.add(kFalse, 100);  // nothing
  EXPECT_EQ(form.constant().get_si(), 7);
  EXPECT_EQ(form.weight(0).get_si(), 0);
  EXPECT_EQ(form.weight(1).get_si(), 5);
  EXPECT_EQ(form.weight(2).get_si(), 13);
  EXPECT_EQ(form.bytes(), 0);  // weights of half a byte
  // 5 a = 5 - 5 a'
  EXPECT_EQ(form.take(3).get_si(), 11);
  EXPECT_EQ(form.constant().get_si(), 12);
  EXPECT_FALSE(form.has(1));
  EXPECT_EQ(form.take(4).get_si(), 13);
  EXPECT_EQ(form.take(4).get_si(), 0);
  EXPECT_EQ(form.constant().get_si(), 12);
}

TEST(LinearForm, CountsItsBytes) {
  LinearForm form(4, 1024);
  form.add(2, 1);
  form.add(5, 1);
  form.add(2, 1);
  EXPECT_EQ(form.bytes(), 256);
  form.add(2, -2);
  EXPECT_EQ(form.bytes(), 128);
  form.take(4);
  EXPECT_EQ(form.bytes(), 0);
}

// Whatever the circuit: the form is the number that the outputs are, before and after.
void expect_same_number(const Aig& aig) {
  const LinearForm word = output_word(aig);
  const WordRewriting rewriting = rewrite_word(aig, scan_adders(aig), word);
  const Simulation simulation = random_simulation(aig, 3);
  for (uint64_t p = 0; p < 64; ++p) {
    const mpz_class number = outputs_as_number(aig, simulation, p);
    ASSERT_TRUE(value_of(word, simulation, p) == number);
    ASSERT_TRUE(value_of(rewriting.rest, simulation, p) == number);
  }
}

TEST(WordRewriting, KeepsTheNumberOfMultipliers) {
  for (const MultiplierFamily family :
       {MultiplierFamily::kArray, MultiplierFamily::kWallace, MultiplierFamily::kBooth}) {
    for (const bool is_signed : {false, true}) {
      for (const int64_t bits : {1, 2, 5, 17}) {
        expect_same_number(make_multiplier({family, bits, is_signed}));
      }
    }
  }
}

TEST(WordRewriting, KeepsTheNumberOfRandomCircuits) {
  size_t steps = 0;
  for (uint32_t seed = 0; seed < 300; ++seed) {
    const Aig aig = test::random_xors_and_carries(seed, 3 + seed % 6, 20);
    expect_same_number(aig);
    steps += rewrite_word(aig, scan_adders(aig), output_word(aig)).steps.size();
    expect_same_number(test::random_aig(seed, seed % 6, 40));
  }
  EXPECT_GT(steps, 300U);
}

// Sum and carry of a b c at weights 1 and 2, and as they would be if they were swapped.
TEST(WordRewriting, RewritesAnAdderWhereItsWeightsFit) {
  AigBuilder builder(3);
  AdderCells cells(builder, AdderStyle::kPropagate);
  const SumCarry adder = cells.add(2, 4, 6);
  builder.add_output(adder.sum);
  builder.add_output(adder.carry);
  Aig aig = builder.take();
  const WordRewriting rewriting = rewrite_word(aig, scan_adders(aig), output_word(aig));
  ASSERT_EQ(rewriting.steps.size(), 1U);
  EXPECT_EQ(rewriting.steps[0].column, 0);
  for (const uint32_t input : {1, 2, 3}) EXPECT_EQ(rewriting.rest.weight(input).get_si(), 1);
  std::swap(aig.outputs[0], aig.outputs[1]);
  // At the highest weight the sum alone is an XOR, of an input and an XOR.
  const WordRewriting swapped = rewrite_word(aig, scan_adders(aig), output_word(aig));
  ASSERT_EQ(swapped.steps.size(), 2U);
  for (const RewritingStep& step : swapped.steps) {
    EXPECT_EQ(step.identity.carry, kNoLiteral);
    EXPECT_EQ(step.column, 1);
  }
}

TEST(WordRewriting, RefusesVeryManyOutputs) {
  Aig aig = test::circuit(1, {}, std::vector<Literal>(kMostOutputs + 1, 2));
  test::expect_error(ErrorKind::kUnsupported, {"32769 outputs", "at most 32768"},
                     [&] { output_word(aig); });
}

TEST(AdderColumns, OfAnArray) {
  const Aig aig = make_multiplier({MultiplierFamily::kArray, 6});
  const AdderScan scan = scan_adders(aig);
  const std::vector<Adder> forest = adder_forest(aig, scan.adders);
  std::vector<int64_t> adders_at(12);
  for (const int64_t column : adder_columns(aig, scan, forest)) {
    ASSERT_NE(column, kNoColumn);
    ++adders_at[static_cast<size_t>(column)];
  }
  // In column k there are as many as products of weight 2^k, but one: carries come in from below.
  EXPECT_EQ(adders_at, (std::vector<int64_t>{0, 1, 2, 3, 4, 5, 5, 4, 3, 2, 1, 0}));
}

TEST(AdderColumns, OfAddersThatNoOutputReaches) {
  AigBuilder builder(2);
  const Literal both = builder.make_and(2, 4), sum = builder.make_xor(2, 4);
  builder.add_output(builder.make_and(sum, inverted(both)));
  const Aig aig = builder.take();
  const AdderScan scan = scan_adders(aig);
  ASSERT_FALSE(scan.adders.empty());
  for (const int64_t column : adder_columns(aig, scan, scan.adders)) EXPECT_EQ(column, kNoColumn);
  Aig without_outputs = aig;
  without_outputs.outputs.clear();
  EXPECT_EQ(adder_columns(without_outputs, scan, scan.adders)[0], kNoColumn);
}

// f as a polynomial has the value of f everywhere.
TEST(InputPolynomial, OfEveryFunctionOfThreeInputs) {
  const std::vector<uint32_t> inputs = {1, 4, 7};
  for (uint64_t table = 0; table < 256; ++table) {
    InputPolynomial polynomial(8);
    polynomial.add_function(table, inputs, 3);
    for (uint64_t row = 0; row < 8; ++row) {
      mpz_class value;
      for (const auto& [monomial, coefficient] : polynomial.terms()) {
        bool one = true;
        for (const uint32_t input : monomial) {
          if (input == 0) continue;
          one = one && (row >> (input / 3) & 1) != 0;
        }
        if (one) value += coefficient;
      }
      EXPECT_EQ(modulo(value, 8).get_ui(), 3 * (table >> row & 1)) << table;
    }
    polynomial.add_function(table, inputs, -3);
    EXPECT_TRUE(polynomial.terms().empty());
  }
}

}  // namespace
}  // namespace heddle

#endif
