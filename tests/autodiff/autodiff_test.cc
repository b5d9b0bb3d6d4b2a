// The walk itself: which nodes it visits, in what order it adds, what it refuses.

#include "heddle/autodiff/autodiff.h"

#include "heddle/ir/parser.h"
#include "heddle/ir/printer.h"
#include "heddle/ir/verifier.h"
#include "heddle/ops/op_list.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <array>

namespace heddle {
namespace {

constexpr std::string_view kHeader =
    "heddle_format 1\n"
    "program \"p\" streams 0\n"
    "space nodes: nodes 9\n"
    "space edges: edges 24\n"
    "slot \"w\": f64[4,4] parameter zeros 1.0\n"
    "slot \"unused\": f64[4,4] parameter zeros 1.0\n"
    "slot \"m\": f64[4,4] optimizer zeros 1.0\n"
    "%0 = input() {name=\"x\"} : f64[nodes,4]\n"
    "%1 = input() {name=\"labels\"} : i32[nodes,1]\n"
    "%2 = input() {name=\"weights\"} : f64[nodes,1]\n"
    "%3 = adjacency() {name=\"graph\"} : adjacency[nodes<-nodes] edges edges relations 1\n"
    "%4 = state() {slot=\"w\"} : f64[4,4]\n";

Program program_of(std::string_view body) {
  return parse_program(std::string(kHeader) + std::string(body), op_table());
}

// Lines of `program` from node `first` on.
std::string tail(const Program& program, size_t first) {
  const std::string text = print_program(program);
  return text.substr(text.find("%" + std::to_string(first) + " = "));
}

TEST(Differentiate, AppendsRulesFromTheLossBackwards) {
  Program program = program_of(
      "%5 = linear(%0, %4, _) : f64[nodes,4]\n"
      "%6 = spmm(%3, %5, _, _) : f64[nodes,4]\n"
      "%7 = relu(%6) : f64[nodes,4]\n"
      "%8 = cross_entropy(%7, %1, %2) : f64[1,1]\n"
      "output \"loss\" = %8\n");
  const auto gradients = append_parameter_gradients(program);
  ASSERT_EQ(gradients.size(), 1U);
  EXPECT_EQ(gradients[0].slot, 0);
  EXPECT_EQ(gradients[0].parameter, (Value{4, 0}));
  EXPECT_EQ(gradients[0].gradient, (Value{14, 0}));
  verify(program);
  EXPECT_EQ(tail(program, 9),
            "%9 = constant() {dtype=\"f64\", value=1.0} : f64[1,1]\n"
            "%10 = cross_entropy_gradient(%7, %1, %2, %9) : f64[nodes,4]\n"
            "%11 = relu_gradient(%7, %10) : f64[nodes,4]\n"
            "%12 = transpose(%3) : adjacency[nodes<-nodes] edges edges relations 1\n"
            "%13 = spmm(%12, %11, _, _) {activation=\"none\", messages=\"same\", reduce=\"sum\"} : "
            "f64[nodes,4]\n"
            "%14 = linear_weight_gradient(%0, %13) : f64[4,4]\n"
            "output \"loss\" = %8\n");
}

TEST(Differentiate, AddsContributionsLastUserFirst) {
  Program program = program_of(
      "%5 = scale(%0) {factor=2.0} : f64[nodes,4]\n"
      "%6 = scale(%0) {factor=3.0} : f64[nodes,4]\n"
      "%7 = add(%5, %6) : f64[nodes,4]\n"
      "%8 = add(%7, %0) : f64[nodes,4]\n"
      "%9 = cross_entropy(%8, %1, %2) : f64[1,1]\n"
      "output \"loss\" = %9\n");
  const std::array wanted = {Value{0, 0}};
  EXPECT_EQ(differentiate(program, {9, 0}, wanted)[0], (Value{15, 0}));
  EXPECT_EQ(tail(program, 12),
            "%12 = scale(%11) {factor=3.0} : f64[nodes,4]\n"
            "%13 = add(%11, %12) : f64[nodes,4]\n"
            "%14 = scale(%11) {factor=2.0} : f64[nodes,4]\n"
            "%15 = add(%13, %14) : f64[nodes,4]\n"
            "output \"loss\" = %9\n");
}

TEST(Differentiate, SumsReadsOfOneSlot) {
  Program program = program_of(
      "%5 = state() {slot=\"w\"} : f64[4,4]\n"
      "%6 = linear(%0, %4, _) : f64[nodes,4]\n"
      "%7 = linear(%6, %5, _) : f64[nodes,4]\n"
      "%8 = cross_entropy(%7, %1, %2) : f64[1,1]\n"
      "output \"loss\" = %8\n");
  const auto gradients = append_parameter_gradients(program);
  ASSERT_EQ(gradients.size(), 1U);
  const Node& sum = program.node(gradients[0].gradient);
  EXPECT_EQ(sum.op, &kAdd);
}

constexpr std::string_view kNormalised =
    "%5 = input() {name=\"row\"} : f64[1,4]\n"
    "%6 = batch_norm_inference(%0, %5, %5, %5, %5) : f64[nodes,4]\n"
    "%7 = linear(%6, %4, _) : f64[nodes,4]\n"
    "%8 = cross_entropy(%7, %1, %2) : f64[1,1]\n"
    "output \"loss\" = %8\n";

TEST(Differentiate, DoesNotAskBehindAWantedValue) {
  Program program = program_of(kNormalised);
  const std::array wanted = {Value{6, 0}, Value{8, 0}};
  const auto gradients = differentiate(program, {8, 0}, wanted);
  EXPECT_EQ(program.node(gradients[0]).op, &kLinear);
  EXPECT_EQ(program.node(gradients[1]).op, &kConstant);
}

TEST(Differentiate, NamesTheOperatorWithoutGradient) {
  Program program = program_of(kNormalised);
  const std::array wanted = {Value{0, 0}};
  EXPECT_EQ(test::error_of(ErrorKind::kUnsupported,
                           [&] {
                             differentiate(program, {8, 0}, wanted);
                           }),
            "%6 = batch_norm_inference: has no gradient, but the loss depends on it");
}

TEST(Differentiate, RefusesWrongTypes) {
  Program program = program_of(kNormalised);
  const std::array rows = {Value{0, 0}}, labels = {Value{1, 0}};
  EXPECT_EQ(test::error_of(ErrorKind::kInvalidArgument,
                           [&] {
                             differentiate(program, {7, 0}, rows);
                           }),
            "differentiate: the loss is f64[nodes,4], needs a floating [1,1]");
  EXPECT_EQ(test::error_of(ErrorKind::kInvalidArgument,
                           [&] {
                             differentiate(program, {8, 0}, labels);
                           }),
            "differentiate: a gradient is wanted for i32[nodes,1], needs a dense floating matrix");
  EXPECT_EQ(test::error_of(ErrorKind::kInvalidArgument,
                           [&] { append_parameter_gradients(program, "cost"); }),
            "gradients: the program 'p' has no output 'cost'");
}

TEST(Differentiate, WeightsOfBf16GetF32) {
  Program program = parse_program(
      "heddle_format 1\n"
      "program \"p\" streams 0\n"
      "space nodes: nodes 9\n"
      "slot \"w\": bf16[4,4] parameter zeros 1.0\n"
      "slot \"master\": f32[4,4] parameter zeros 1.0\n"
      "%0 = input() {name=\"x\"} : bf16[nodes,4]\n"
      "%1 = input() {name=\"labels\"} : i32[nodes,1]\n"
      "%2 = input() {name=\"weights\"} : f32[nodes,1]\n"
      "%3 = state() {slot=\"w\"} : bf16[4,4]\n"
      "%4 = state() {slot=\"master\"} : f32[4,4]\n"
      "%5 = cast(%4) {dtype=\"bf16\"} : bf16[4,4]\n"
      "%6 = add(%3, %5) : bf16[4,4]\n"
      "%7 = linear(%0, %6, _) : bf16[nodes,4]\n"
      "%8 = linear(%7, %3, _) : bf16[nodes,4]\n"
      "%9 = cross_entropy(%8, %1, %2) : f32[1,1]\n"
      "output \"loss\" = %9\n",
      op_table());
  for (const ParameterGradient& parameter : append_parameter_gradients(program)) {
    EXPECT_EQ(program.type(parameter.gradient), weight_type(4, 4));
  }
  verify(program);
}

TEST(Differentiate, GivesNothingWhereTheLossDoesNotDepend) {
  Program program = program_of(
      "%5 = state() {slot=\"unused\"} : f64[4,4]\n"
      "%6 = linear(%0, %4, _) : f64[nodes,4]\n"
      "%7 = cross_entropy(%6, %1, %2) : f64[1,1]\n"
      "%8 = linear(%0, %5, _) : f64[nodes,4]\n"
      "output \"loss\" = %7\n");
  const std::array wanted = {Value{5, 0}, Value{8, 0}};
  const size_t nodes = program.nodes.size();
  const auto gradients = differentiate(program, {7, 0}, wanted);
  EXPECT_EQ(gradients, (std::vector<Value>{kNoValue, kNoValue}));
  EXPECT_EQ(program.nodes.size(), nodes);
}

}  // namespace
}  // namespace heddle
