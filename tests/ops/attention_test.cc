// attention equals the chain of five operators that it stands for, and so do their gradients.

#include "heddle/ops/attention.h"

#include "heddle/autodiff/autodiff.h"
#include "heddle/ops/binary_cross_entropy.h"
#include "heddle/ops/dropout.h"
#include "heddle/ops/edge_add.h"
#include "heddle/ops/leaky_relu.h"
#include "heddle/ops/reshape_heads.h"
#include "heddle/ops/segment_softmax.h"
#include "heddle/ops/spmm.h"
#include "tests/support/random_run.h"

#include <gtest/gtest.h>

namespace heddle::test {
namespace {

constexpr int64_t kReceivers = 13, kSenders = 9, kEdges = 50, kHeads = 3, kCols = 12;
constexpr double kSlope = 0.2;

struct Attention {
  bool fused;
  double probability;
};

Value attend(Builder& b, Value a, Value x, Value receiver, Value sender, Attention how) {
  if (how.fused) {
    const int64_t stream = how.probability > 0 ? b.next_stream() : 0;
    return attention(b, a, x, receiver, sender, kSlope, how.probability, stream);
  }
  const Value z = leaky_relu(b, edge_add(b, a, receiver, sender), kSlope);
  Value coefficients = segment_softmax(b, a, z);
  if (how.probability > 0) coefficients = dropout(b, coefficients, how.probability);
  return spmm(b, a, x, coefficients);
}

// Outputs y and the gradients of a loss of y in all three operands.
Program attention_program(Attention how, DType dtype) {
  Program program;
  Builder b(program);
  const DType side = compute_dtype(dtype);
  Type adjacency;
  adjacency.form = Form::kAdjacency;
  adjacency.space = b.add_space({"receivers", SpaceKind::kNodes, kReceivers, false});
  adjacency.senders = b.add_space({"senders", SpaceKind::kNodes, kSenders, false});
  adjacency.edges = b.add_space({"edges", SpaceKind::kEdges, kEdges, false});
  adjacency.rows = kReceivers;
  adjacency.cols = kSenders;
  adjacency.entries = kEdges;
  const Value a = b.adjacency("graph", adjacency, {});
  const auto input = [&](const char* name, DType type, SpaceId space, int64_t rows, int64_t cols,
                         int64_t heads) {
    return b.input(name, dense_type(type, space, rows, cols, heads), false);
  };
  const Value x = input("x", dtype, adjacency.senders, kSenders, kCols, kHeads);
  const Value receiver = input("receiver", side, adjacency.space, kReceivers, kHeads, 1);
  const Value sender = input("sender", side, adjacency.senders, kSenders, kHeads, 1);
  const Value targets = input("targets", side, adjacency.space, kReceivers, kCols, 1);
  const Value weights = input("weights", side, adjacency.space, kReceivers, 1, 1);
  const Value y = attend(b, a, x, receiver, sender, how);
  const Value loss = binary_cross_entropy(b, reshape_heads(b, y, 1), targets, weights);
  const std::vector<Value> wanted = {x, receiver, sender};
  const std::vector<Value> gradients = differentiate(program, loss, wanted);
  b.output("y", y);
  b.output("dx", gradients[0]);
  b.output("d_receiver", gradients[1]);
  b.output("d_sender", gradients[2]);
  return program;
}

void expect_equal_chain(double probability, DType dtype, double tolerance) {
  for (const uint64_t seed : {1, 2, 3}) {
    const Results chain = interpret(attention_program({false, probability}, dtype), seed);
    const Results fused = interpret(attention_program({true, probability}, dtype), seed);
    EXPECT_EQ(difference(chain, fused, tolerance), "") << "seed " << seed;
  }
}

TEST(Attention, EqualsItsChainOfOperators) {
  expect_equal_chain(0, DType::kF64, 1e-13);
  expect_equal_chain(0, DType::kF32, 2e-6);
  expect_equal_chain(0, DType::kBf16, 2e-2);
}

TEST(Attention, DropsTheCoefficientsThatItsChainDrops) {
  expect_equal_chain(0.6, DType::kF64, 1e-13);
  expect_equal_chain(0.6, DType::kF32, 2e-6);
}

TEST(Attention, DropsSomethingAndNotEverything) {
  const Results kept = interpret(attention_program({true, 0}, DType::kF64), 1);
  const Results dropped = interpret(attention_program({true, 0.6}, DType::kF64), 1);
  EXPECT_NE(difference(kept, dropped, 1e-3), "");
  double sum = 0;
  for (const double value : dropped.at("output y")) sum += value * value;
  EXPECT_GT(sum, 0.1);
}

}  // namespace
}  // namespace heddle::test
