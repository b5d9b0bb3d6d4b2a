// A sum of codes is the sum of the rows that they stand for.

#include "heddle/ops/spmm_quantized.h"

#include "heddle/ops/hub_rows.h"
#include "heddle/ops/maxk.h"
#include "heddle/ops/spmm.h"
#include "heddle/ops/spmm_topk.h"
#include "tests/ops/graph_run.h"
#include "tests/ops/situation.h"

#include <gtest/gtest.h>

#include <vector>

namespace heddle::test {
namespace {

constexpr int64_t kSumNodes = 6, kSumCols = 5;

// Every width has codes that stand for these exactly: 0 and one magnitude per row.
std::vector<double> rows_of_one_magnitude() {
  std::vector<double> numbers;
  for (int64_t i = 0; i < kSumNodes; ++i) {
    for (int64_t c = 0; c < kSumCols; ++c) {
      numbers.push_back(static_cast<double>((i + 1) * ((i * c + c / 2) % 3 - 1)));
    }
  }
  return numbers;
}

std::vector<double> different_weights(size_t edges) {
  std::vector<double> weights;
  for (size_t e = 0; e < edges; ++e) weights.push_back(0.5 * static_cast<double>(e) - 2);
  return weights;
}

void expect_equal(const std::vector<double>& expected, const std::vector<double>& actual) {
  ASSERT_EQ(expected.size(), actual.size());
  for (size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(expected[i], actual[i], 1e-12) << i;
}

// body(run, x, weights, reduce, options) for every width.
template <class Body>
void for_each_sum(const Body& body) {
  const EdgeList edges = mixed_graph(kSumNodes, 20);
  for (const int64_t bits : {8, 4, 2}) {
    for (const bool weighted : {false, true}) {
      for (const char* reduce : {"sum", "mean"}) {
        GraphRun run(edges);
        const Value x = run.nodes(rows_of_one_magnitude());
        const Value weights =
            weighted ? run.edges(different_weights(edges.sources.size())) : kNoValue;
        SCOPED_TRACE(bits);
        body(run, x, weights, reduce, QuantizeOptions{.bits = bits});
      }
    }
  }
}

TEST(SpmmQuantized, SumsTheRowsThatItsCodesStandFor) {
  for_each_sum([](GraphRun& run, Value x, Value weights, const char* reduce,
                  const QuantizeOptions& options) {
    Builder& b = run.builder();
    const QuantizedRows rows = quantize(b, x, options);
    expect_equal(run(spmm(b, run.adjacency(), x, weights, reduce)),
                 run(spmm_quantized(b, run.adjacency(), rows, weights, {.reduce = reduce})));
  });
}

TEST(SpmmQuantized, RowsOfHubsMayHaveFewerBits) {
  for_each_sum(
      [](GraphRun& run, Value x, Value weights, const char* reduce, QuantizeOptions options) {
        if (options.bits == 2) return;
        Builder& b = run.builder();
        options.hub_bits = 2;
        const QuantizedRows rows = quantize(b, x, options, hub_rows(b, run.adjacency()));
        expect_equal(run(spmm(b, run.adjacency(), x, weights, reduce)),
                     run(spmm_quantized(b, run.adjacency(), rows, weights, {.reduce = reduce})));
      });
}

TEST(SpmmTopkQuantized, SumsTheKeptNumbersThatItsCodesStandFor) {
  for_each_sum([](GraphRun& run, Value x, Value weights, const char* reduce,
                  const QuantizeOptions& options) {
    Builder& b = run.builder();
    const KeptRows kept = maxk(b, x, {.kept = 3});
    const QuantizedRows rows = quantize(b, kept.values, options);
    expect_equal(run(spmm_topk(b, run.adjacency(), kept.values, kept.positions, weights, reduce)),
                 run(spmm_topk_quantized(b, run.adjacency(), rows, kept.positions, weights,
                                         {.reduce = reduce})));
  });
}

TEST(SpmmQuantized, OneScaleForAllRowsIsThatOfEach) {
  GraphRun run(mixed_graph(kSumNodes, 20));
  Builder& b = run.builder();
  std::vector<double> numbers = rows_of_one_magnitude();  // integers up to 6
  numbers[0] = 127;
  const Value x = run.nodes(numbers);
  const QuantizedRows rows = quantize(b, x, {.per_tensor = true});
  expect_equal(run(spmm(b, run.adjacency(), x, kNoValue)),
               run(spmm_quantized(b, run.adjacency(), rows, kNoValue)));
}

}  // namespace
}  // namespace heddle::test
