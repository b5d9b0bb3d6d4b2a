// Every pass: text in, text out; idempotent; verified; the same numbers before and after.

#include "tests/passes/pass_cases.h"

#include "heddle/ir/parser.h"
#include "heddle/ir/printer.h"
#include "heddle/ir/verifier.h"
#include "heddle/ops/op_list.h"
#include "tests/support/random_run.h"

#include <gtest/gtest.h>

namespace heddle::test {
namespace {

// Reassociation and fusion round differently; bits are the same elsewhere. Codes and bf16 round.
double tolerance_of(const Program& rewritten) {
  double tolerance = 1e-13;
  for (const Node& node : rewritten.nodes) {
    for (const Type& type : node.results) {
      if (type.form == Form::kQuantized) return type.hub_bits == 0 ? 0.05 : 0.3;
      if (type.dtype == DType::kBf16) return 0.02;
      if (is_floating(type.dtype) && type.dtype != DType::kF64) tolerance = 1e-5;
    }
  }
  return tolerance;
}

class PassCaseTest : public testing::TestWithParam<PassCase> {
 protected:
  Program before() const { return parse_program(GetParam().before, op_table(), "before"); }
};

TEST_P(PassCaseTest, MakesTheExpectedText) {
  const Program expected = parse_program(GetParam().after, op_table(), "after");
  const Program actual = GetParam().run(before());
  EXPECT_EQ(print_program(actual), print_program(expected));
}

TEST_P(PassCaseTest, IsIdempotentAndVerifies) {
  const Program once = GetParam().run(before());
  verify(once);
  EXPECT_EQ(print_program(GetParam().run(once)), print_program(once));
}

TEST_P(PassCaseTest, KeepsTheNumbers) {
  const Program program = before();
  const Program rewritten = GetParam().run(program);
  EXPECT_EQ(difference(interpret(program, 5), interpret(rewritten, 5), tolerance_of(rewritten)),
            "");
}

INSTANTIATE_TEST_SUITE_P(Passes, PassCaseTest, testing::ValuesIn(pass_cases()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace heddle::test
