// Programs that are interpreted name the operator that makes a NaN; planned ones do not look.

#include "heddle/runtime/nan_check.h"

#include "heddle/base/bf16.h"
#include "heddle/hardware/profile.h"
#include "heddle/ops/add.h"
#include "heddle/ops/dropout.h"
#include "heddle/ops/linear.h"
#include "heddle/ops/scale.h"
#include "heddle/planner/compile.h"
#include "heddle/runtime/interpreter.h"
#include "heddle/runtime/session.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>

namespace heddle {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr int64_t kBound = 4;

// %2: y = x - x, a NaN where x is infinite. %3: z = 2 y. Over at most four rows.
Program difference() {
  Program program;
  program.name = "difference";
  program.spaces = {{.name = "nodes", .size = kBound, .symbolic = true}};
  Builder builder(program);
  const Value x = builder.input("x", dense_type(DType::kF32, 0, kBound, 2), false);
  const Value y = add(builder, x, scale(builder, x, -1));
  builder.output("z", scale(builder, y, 2));
  return program;
}

// %1: dropout of x [4, 100] in csr form of three entries, where nothing is dropped. %3: times w.
Program sparse_product() {
  Program program;
  program.name = "sparse_product";
  program.spaces = {{.name = "nodes", .size = kBound, .symbolic = false}};
  Builder builder(program);
  Type type = dense_type(DType::kF32, 0, kBound, 100);
  type.form = Form::kCsr;
  type.entries = 3;
  const Value x = dropout(builder, builder.input("x", type, false), 0);
  builder.output("y", linear(builder, x, builder.parameter("w", weight_type(100, 2), {})));
  return program;
}

std::shared_ptr<const Plan> plan_of(const Program& program, bool interpret) {
  CompileOptions options;
  options.interpret = interpret;
  return compile_inference(program, HardwareProfile(), options).plan;
}

// A Session whose arena holds NaNs before the first run, as a larger batch may leave them.
struct TestSession {
  TestSession(const Program& program, bool interpret)
      : session(plan_of(program, interpret), std::make_shared<State>(), arena, 1) {
    std::fill_n(arena->data(), arena->bytes(), std::byte{0xff});
  }
  void bind(const std::vector<float>& x) {
    const auto rows = static_cast<int64_t>(x.size()) / 2;
    session.bindings().bind_size("nodes", rows);
    session.bindings().bind<float>("x", {x.data(), rows, 2, 2});
  }

  std::shared_ptr<Arena> arena = std::make_shared<Arena>();
  Session session;
};

TEST(NanCheck, AnInterpretedSessionNamesTheOperator) {
  TestSession test(difference(), true);
  const std::vector<float> x = {1, 2, 3, kInfinity};
  test.bind(x);
  test::expect_error(ErrorKind::kInvalidArgument, {"%2 = add: the result has a NaN"},
                     [&] { test.session.run(0); });
}

TEST(NanCheck, APlannedSessionDoesNotLook) {
  TestSession test(difference(), false);
  const std::vector<float> x = {1, 2, 3, kInfinity};
  test.bind(x);
  test.session.run(0);
  const auto z = test.session.output("z").matrix<const float>();
  EXPECT_EQ(z.at(0, 0), 0);
  EXPECT_TRUE(std::isnan(z.at(1, 1)));
}

TEST(NanCheck, LooksAtTheBoundRowsOnly) {
  TestSession test(difference(), true);
  const std::vector<float> x = {1, 2};
  test.bind(x);
  EXPECT_NO_THROW(test.session.run(0));
}

TEST(NanCheck, LooksAtTheStoredValuesOfACsrValue) {
  EdgeList pattern;
  pattern.receivers = kBound;
  pattern.senders = 100;
  pattern.destinations = {0, 1, 1};
  pattern.sources = {99, 0, 7};
  Adjacency structure(pattern, 1);
  structure.ensure_transpose();
  std::array<float, 3> values = {1, 2, 3};
  const auto run = [&] {
    TestSession test(sparse_product(), true);
    test.session.bindings().bind_csr("x", structure.view(), values.data());
    test.session.run(0);
  };
  EXPECT_NO_THROW(run());
  values[2] = kNan;
  test::expect_error(ErrorKind::kInvalidArgument, {"%1 = dropout: the result has a NaN"}, run);
}

TEST(NanCheck, TheInterpreterLooksUnlessToldNotTo) {
  const Program program = difference();
  const std::array<float, 4> x = {1, 2, kInfinity, 4};
  Bindings bindings;
  bindings.bind_size("nodes", 2);
  bindings.bind<float>("x", {x.data(), 2, 2, 2});
  State state;
  Interpreter interpreter(program, bindings, state);
  test::expect_error(ErrorKind::kInvalidArgument, {"%2 = add: the result has a NaN"},
                     [&] { interpreter.run({}); });
  EXPECT_NO_THROW(interpreter.run({.check_nan = false}));
}

// Whether a [1, 2] result that holds these numbers is refused.
template <class T>
bool is_refused(std::array<T, 2> numbers) {
  const Program program = difference();
  const OperandView view = {
      .data = numbers.data(), .rows = 1, .cols = 2, .stride = 2, .dtype = dtype_of<T>()};
  try {
    check_for_nan(program, 2, {&view, 1});
  } catch (const Error&) {
    return true;
  }
  return false;
}

TEST(NanCheck, OfEveryFloatingDtype) {
  EXPECT_TRUE(is_refused<double>({1, kNan}));
  EXPECT_TRUE(is_refused<float>({1, -kNan}));
  EXPECT_TRUE(is_refused<Bf16>({Bf16(1), Bf16(kNan)}));
  EXPECT_FALSE(is_refused<double>({1e300, -kInfinity}));
  EXPECT_FALSE(is_refused<float>({kInfinity, -kInfinity}));
  EXPECT_FALSE(is_refused<Bf16>({Bf16(kInfinity), Bf16(-1)}));
  EXPECT_FALSE(is_refused<int32_t>({-1, 0x7fc00000}));
}

}  // namespace
}  // namespace heddle
