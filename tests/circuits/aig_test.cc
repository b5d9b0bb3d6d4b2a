#include "heddle/circuits/aig.h"

#include "tests/circuits/small_circuits.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

namespace heddle {
namespace {

void expect_invalid_aig(std::initializer_list<std::string_view> words, const Aig& aig) {
  test::expect_error(ErrorKind::kInvalidArgument, words, [&aig] { aig.validate(); });
}

TEST(Aig, NumbersVariablesAsAiger) {
  const Aig aig = test::circuit(2, {{2, 5}, {3, 6}}, {9});
  aig.validate();
  EXPECT_EQ(aig.variables(), 5);
  EXPECT_EQ(aig.first_and(), 3U);
  EXPECT_FALSE(aig.is_input(0));
  EXPECT_TRUE(aig.is_input(2));
  EXPECT_TRUE(aig.is_and(3));
  EXPECT_EQ(aig.gate(4), (AndGate{3, 6}));
}

TEST(Aig, AllowsWhatIsOdd) {
  Aig{}.validate();
  test::circuit(1, {{0, 0}, {2, 2}, {2, 2}, {2, 3}, {1, 4}}, {0, 1, 2}).validate();
}

TEST(Aig, RefusesWhatIsInvalid) {
  expect_invalid_aig({"AND 3", "5", "2"}, test::circuit(2, {{5, 2}}, {}));
  expect_invalid_aig({"AND 3", "6"}, test::circuit(2, {{2, 6}}, {}));
  expect_invalid_aig({"AND 4", "10"}, test::circuit(2, {{2, 4}, {2, 10}}, {}));
  expect_invalid_aig({"output 1", "6", "5"}, test::circuit(2, {}, {5, 6}));
  expect_invalid_aig({"-1 inputs"}, test::circuit(-1, {}, {}));
  Aig named = test::circuit(2, {}, {2});
  named.input_names = {"a"};
  expect_invalid_aig({"1 names for 2 inputs"}, named);
  named.input_names = {};
  named.output_names = {"a", "b"};
  expect_invalid_aig({"2 names for 1 outputs"}, named);
}

}  // namespace
}  // namespace heddle
