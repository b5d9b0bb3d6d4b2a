// Operators over edges on a graph that can be worked out by hand:
//
//   0 -> 1  1 -> 1  2 -> 1      edges 0, 1, 2 in the edge order (by receiver, then sender)
//   1 -> 2  1 -> 2              edges 3, 4: a duplicate
//
// Node 0 receives nothing, node 3 has no edges at all.

#include "heddle/ops/attention.h"
#include "heddle/ops/degree_scale.h"
#include "heddle/ops/edge_add.h"
#include "heddle/ops/gcn_norm.h"
#include "heddle/ops/sddmm.h"
#include "heddle/ops/segment_softmax.h"
#include "heddle/ops/spmm_max.h"
#include "heddle/ops/transpose.h"
#include "tests/ops/expect_near.h"
#include "tests/ops/graph_run.h"

#include <gtest/gtest.h>

#include <cmath>

namespace heddle::test {
namespace {

EdgeList small_graph() {
  EdgeList list;
  list.receivers = list.senders = 4;
  list.sources = {1, 2, 1, 0, 1};
  list.destinations = {2, 1, 1, 1, 2};
  return list;
}

TEST(GraphValues, SddmmMultipliesReceiverAndSender) {
  GraphRun run(small_graph());
  const Value a = run.nodes({1, 2, 3, 4, 5, 6, 7, 8}, 2);
  const Value b = run.nodes({10, 1, 20, 2, 30, 3, 40, 4}, 2);
  EXPECT_EQ(run(sddmm(run.builder(), run.adjacency(), a, b)), (Numbers{34, 68, 102, 112, 112}));
  EXPECT_EQ(run(sddmm(run.builder(), run.adjacency(), a, b, 2)),
            (Numbers{30, 4, 60, 8, 90, 12, 100, 12, 100, 12}));
}

TEST(GraphValues, EdgeAddAndEdgeSum) {
  GraphRun run(small_graph());
  const Value receiver = run.nodes({1, 2, 3, 4});
  const Value sender = run.nodes({10, 20, 30, 40});
  const Value e = edge_add(run.builder(), run.adjacency(), receiver, sender);
  EXPECT_EQ(run(e), (Numbers{12, 22, 32, 23, 23}));
  EXPECT_EQ(run(edge_sum(run.builder(), run.adjacency(), e)), (Numbers{0, 66, 46, 0}));
  // By the transpose, out-edges are summed; the order of edge values stays.
  const Value out = transpose(run.builder(), run.adjacency());
  EXPECT_EQ(run(edge_sum(run.builder(), out, e)), (Numbers{12, 68, 32, 0}));
}

TEST(GraphValues, SegmentSoftmaxSumsToOneOverInEdges) {
  GraphRun run(small_graph());
  const Value e = run.edges({std::log(1.0), std::log(2.0), std::log(5.0), 700, 700});
  const Value y = segment_softmax(run.builder(), run.adjacency(), e);
  expect_near(run(y), {1.0 / 8, 2.0 / 8, 5.0 / 8, 0.5, 0.5});
  expect_near(run(edge_sum(run.builder(), run.adjacency(), y)), {0, 1, 1, 0});
}

TEST(GraphValues, SpmmMaxNamesTheFirstMaximum) {
  GraphRun run(small_graph());
  const Value y = spmm_max(run.builder(), run.adjacency(), run.nodes({-5, -7, -5, 9}));
  EXPECT_EQ(run(y), (Numbers{0, -5, -7, 0}));
  EXPECT_EQ(run(Value{y.node, 1}), (Numbers{-1, 0, 0, -1}));
}

TEST(GraphValues, SpmmMaxComparesWeightedSenders) {
  GraphRun run(small_graph());
  Builder& builder = run.builder();
  const Value x = run.nodes({1, -2, 3, 9});
  const Value weights = run.edges({2, -2, 1, 3, 0.5});
  const Value y = spmm_max(builder, run.adjacency(), x, weights);
  EXPECT_EQ(run(y), (Numbers{0, 4, -1, 0}));
  const Value argmax{y.node, 1};
  EXPECT_EQ(run(argmax), (Numbers{-1, 1, 1, -1}));
  // Edges 1 and 4 are kept, both from node 1.
  const Value dy = run.nodes({5, 10, 100, 7});
  EXPECT_EQ(run(builder.append(kSpmmMaxGradient, {run.adjacency(), argmax, dy, weights})),
            (Numbers{0, -2 * 10 + 0.5 * 100, 0, 0}));
  EXPECT_EQ(run(builder.append(kSpmmMaxWeightGradient, {run.adjacency(), argmax, dy, x})),
            (Numbers{0, -2 * 10, 0, 0, -2 * 100}));
}

TEST(GraphValues, DegreesAreThoseOfReceivers) {
  GraphRun run(small_graph());
  const Value weights = run.edges({1, 2, 3, 4, 5});
  const auto scale = [&](double power, Value w) {
    return run(degree_scale(run.builder(), run.adjacency(), power, DType::kF64, w));
  };
  expect_near(scale(1, kNoValue), {0, 3, 2, 0});
  expect_near(scale(-1, kNoValue), {0, 1.0 / 3, 0.5, 0});
  expect_near(scale(-0.5, weights), {0, 1 / std::sqrt(6.0), 1.0 / 3, 0});
}

TEST(GraphValues, GcnNormUsesInDegreesOfBothEnds) {
  GraphRun run(small_graph());
  const Value norm = gcn_norm(run.builder(), run.adjacency(), DType::kF64);
  // Node 0 receives nothing: its degree is 0, and so is the norm of its edge.
  expect_near(run(norm), {0, 1.0 / 3, 1 / std::sqrt(6.0), 1 / std::sqrt(6.0), 1 / std::sqrt(6.0)});
  const Value weights = run.edges({1, 2, 3, 4, 5});
  const Value weighted = gcn_norm(run.builder(), run.adjacency(), DType::kF64, weights);
  const double root = std::sqrt(6.0 * 9.0);
  expect_near(run(weighted), {0, 2 / 6.0, 3 / root, 4 / root, 5 / root});
}

TEST(GraphValues, AttentionOfEqualScoresIsTheMean) {
  GraphRun run(small_graph());
  const Value x = run.nodes({1, 2, 6, 100});
  const Value zero = run.nodes({0, 0, 0, 0});
  const Value y = attention(run.builder(), run.adjacency(), x, zero, zero, 0.2);
  expect_near(run(y), {0, 3, 2, 0});
  expect_near(run(Value{y.node, 2}), {0, 3, 2, 0});  // sums of exp(0)
}

}  // namespace
}  // namespace heddle::test
