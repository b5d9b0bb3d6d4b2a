// Relational operators against each other and on numbers worked out by hand.

#include "heddle/ops/edge_add.h"
#include "heddle/ops/linear.h"
#include "heddle/ops/relation_combine.h"
#include "heddle/ops/relation_embedding.h"
#include "heddle/ops/relation_linear.h"
#include "heddle/ops/relation_norm.h"
#include "heddle/ops/reshape_heads.h"
#include "tests/ops/expect_near.h"
#include "tests/ops/graph_run.h"

#include <gtest/gtest.h>

#include <cmath>

namespace heddle::test {
namespace {

// Relations 0 and 2 have edges, relation 1 has none. In the edge order (receiver, relation,
// sender):  0: 1 -0-> 0   1: 2 -0-> 0   2: 2 -2-> 0   3: 0 -2-> 2   4: 0 -2-> 2
EdgeList typed_graph() {
  EdgeList list;
  list.receivers = list.senders = 3;
  list.relation_count = 3;
  list.sources = {0, 2, 1, 2, 0};
  list.destinations = {2, 0, 0, 0, 2};
  list.relations = {2, 2, 0, 0, 2};
  return list;
}

Numbers numbers(size_t count, double first) {
  Numbers all;
  for (size_t i = 0; i < count; ++i) {
    all.push_back(std::sin(first + 1.7 * static_cast<double>(i)));
  }
  return all;
}

TEST(Relations, NormCountsEdgesOfOneReceiverAndRelation) {
  GraphRun run(typed_graph());
  const Value norm = relation_norm(run.builder(), run.adjacency(), DType::kF64);
  EXPECT_EQ(run(norm), (Numbers{0.5, 0.5, 1, 0.5, 0.5}));
  // Per receiver that is the number of relations that it receives by.
  EXPECT_EQ(run(edge_sum(run.builder(), run.adjacency(), norm)), (Numbers{2, 0, 1}));
}

TEST(Relations, EveryRelationHasItsMatrix) {
  GraphRun run(typed_graph());
  const Value x = run.nodes({1, 10, 100});
  const Value w = run.matrix(3, {2, 5, 3});
  EXPECT_EQ(run(relation_linear(run.builder(), run.adjacency(), x, w)),
            (Numbers{2 * 10 + 2 * 100 + 3 * 100, 0, 3 * 1 + 3 * 1}));
  const Value weights = run.edges({1, 0.5, 2, 3, 4});
  EXPECT_EQ(run(relation_linear(run.builder(), run.adjacency(), x, w, weights)),
            (Numbers{2 * 10 + 0.5 * 2 * 100 + 2 * 3 * 100, 0, 3 * 3 * 1 + 4 * 3 * 1}));
}

// With x = 1 the linear map picks rows of the stacked matrices: the table.
TEST(Relations, EmbeddingIsLinearOnUnitVectors) {
  GraphRun run(typed_graph());
  const Value table = run.matrix(9, numbers(9 * 4, 0.3));
  const Value unit = run.nodes({1, 0, 0, 0, 1, 0, 0, 0, 1});
  const Value weights = run.edges({1, 0.5, 2, 3, 4});
  expect_near(run(relation_embedding(run.builder(), run.adjacency(), table, weights)),
              run(relation_linear(run.builder(), run.adjacency(), unit, table, weights)));
}

TEST(Relations, TransposedMatricesGiveTheSame) {
  GraphRun run(typed_graph());
  const Value x = run.nodes(numbers(3 * 2, 0.1));
  Numbers stacked = numbers(3 * 2 * 4, 0.2), transposed(stacked.size());
  for (size_t r = 0; r < 3; ++r) {
    for (size_t d = 0; d < 2; ++d) {
      for (size_t f = 0; f < 4; ++f) {
        transposed[(r * 4 + f) * 2 + d] = stacked[(r * 2 + d) * 4 + f];
      }
    }
  }
  const Value plain = run.matrix(6, stacked), other = run.matrix(12, transposed);
  expect_near(run(relation_linear(run.builder(), run.adjacency(), x, other, kNoValue, true)),
              run(relation_linear(run.builder(), run.adjacency(), x, plain)));
}

// W_r = sum over b of c[r, b] V_b: three ways to the same layer.
TEST(Relations, BasesCanBeAppliedBeforeOrAfterTheSum) {
  constexpr size_t kBases = 2, kIn = 3, kOut = 4, kRelations = 3;
  GraphRun run(typed_graph());
  Builder& b = run.builder();
  const Numbers c = numbers(kRelations * kBases, 0.4), v = numbers(kBases * kIn * kOut, 0.5);
  Numbers w(kRelations * kIn * kOut), v_side_by_side(v.size());
  for (size_t i = 0; i < kIn; ++i) {
    for (size_t o = 0; o < kOut; ++o) {
      for (size_t k = 0; k < kBases; ++k) {
        const double value = v[(k * kIn + i) * kOut + o];
        v_side_by_side[(i * kBases + k) * kOut + o] = value;
        for (size_t r = 0; r < kRelations; ++r) {
          w[(r * kIn + i) * kOut + o] += c[r * kBases + k] * value;
        }
      }
    }
  }
  const Value x = run.nodes(numbers(3 * kIn, 0.6));
  const Value weights = run.edges({1, 0.5, 2, 3, 4});
  const Value coefficients = run.matrix(kRelations, c);
  const Numbers expected =
      run(relation_linear(b, run.adjacency(), x, run.matrix(kRelations * kIn, w), weights));
  const Value rows = reshape_heads(b, linear(b, x, run.matrix(kIn, v_side_by_side)), kBases);
  expect_near(run(relation_combine(b, run.adjacency(), rows, coefficients, weights)), expected);
  const Value sums = relation_expand(b, run.adjacency(), x, coefficients, weights);
  expect_near(run(linear(b, sums, run.matrix(kBases * kIn, v))), expected);
}

}  // namespace
}  // namespace heddle::test
