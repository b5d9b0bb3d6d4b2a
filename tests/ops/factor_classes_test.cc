// Factors fall into powers of 4 and remainders, and the edges of a receiver lie class by class.

#include "heddle/ops/factor_classes.h"

#include "heddle/ops/maxk.h"
#include "heddle/ops/row_scale.h"
#include "heddle/ops/spmm_quantized.h"
#include "heddle/ops/spmm_topk.h"
#include "tests/ops/graph_run.h"
#include "tests/ops/situation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace heddle::test {
namespace {

constexpr int64_t kNodes = 6;

// 1, 1/4, 1/16, ... and what lies between.
std::vector<double> different_factors() { return {1, 0.25, 0.3, 1.0 / 1024, 0.0625, 0.7}; }

TEST(FactorClasses, AClassIsAPowerOfFour) {
  EXPECT_EQ(factor_class(1), 0);
  EXPECT_EQ(factor_class(0.26), 0);
  EXPECT_EQ(factor_class(0.25), 1);
  EXPECT_EQ(factor_class(1.0 / 16), 2);
  EXPECT_EQ(factor_class(1e-30), kMostFactorClasses - 1);
  EXPECT_EQ(factor_class(5), 0);
  for (const double none : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_EQ(factor_class(none), 0);
  }
}

TEST(FactorClasses, RemaindersTimesPowersAreTheFactors) {
  GraphRun run(mixed_graph(kNodes, 20));
  const std::vector<double> factors = different_factors();
  const FactorClasses parts = factor_classes(run.builder(), run.adjacency(), run.nodes(factors));
  const std::vector<double> remainders = run(parts.remainders);
  for (size_t j = 0; j < factors.size(); ++j) {
    EXPECT_EQ(std::ldexp(remainders[j], -2 * factor_class(factors[j])), factors[j]);
  }
}

TEST(FactorClasses, EntriesOfARowFallFromClassToClass) {
  const EdgeList edges = mixed_graph(kNodes, 20);
  GraphRun run(edges);
  const std::vector<double> factors = different_factors();
  const FactorClasses parts = factor_classes(run.builder(), run.adjacency(), run.nodes(factors));
  const std::vector<double> classes = run(parts.classes), senders = run(parts.senders);
  size_t entry = 0;
  for (int64_t row = 0; row < kNodes; ++row) {
    std::vector<double> expected;
    for (size_t e = 0; e < edges.destinations.size(); ++e) {
      if (edges.destinations[e] == row) expected.push_back(static_cast<double>(edges.sources[e]));
    }
    const size_t end = entry + expected.size();
    std::vector<double> found(senders.begin() + static_cast<int64_t>(entry),
                              senders.begin() + static_cast<int64_t>(end));
    for (size_t k = entry; k < end; ++k) {
      EXPECT_EQ(classes[k], factor_class(factors[static_cast<size_t>(senders[k])]));
      if (k > entry) {
        EXPECT_LE(classes[k], classes[k - 1]);
      }
    }
    std::sort(expected.begin(), expected.end());
    std::sort(found.begin(), found.end());
    EXPECT_EQ(found, expected) << "row " << row;
    entry = end;
  }
}

TEST(FactorClasses, SumsByClassesAreSumsOfRowsTimesFactors) {
  constexpr int64_t kCols = 8;
  GraphRun run(mixed_graph(kNodes, 20));
  Builder& b = run.builder();
  std::vector<double> numbers;
  for (int64_t i = 0; i < kNodes * kCols; ++i) {
    numbers.push_back(static_cast<double>((i * 37) % 255 - 127));
  }
  numbers[0] = 127;
  // Powers of 4, so that integers stay what they are.
  const Value x = run.nodes(numbers), f = run.nodes({1, 0.25, 0.25, 1.0 / 1024, 0.0625, 1});
  const KeptRows kept = maxk(b, x, {.kept = 3});
  const FactorClasses parts = factor_classes(b, run.adjacency(), f);
  QuantizedRows rows =
      quantize(b, row_scale(b, kept.values, parts.remainders), {.per_tensor = true});
  rows.classes = parts.classes;
  rows.senders = parts.senders;
  const std::vector<double> actual = run(
      spmm_topk_quantized(b, run.adjacency(), rows, kept.positions, kNoValue, {.reduce = "mean"}));
  const std::vector<double> expected = run(spmm_topk(
      b, run.adjacency(), row_scale(b, kept.values, f), kept.positions, kNoValue, "mean"));
  ASSERT_EQ(actual.size(), expected.size());
  for (size_t i = 0; i < actual.size(); ++i) EXPECT_NEAR(actual[i], expected[i], 1e-9) << i;
}

}  // namespace
}  // namespace heddle::test
