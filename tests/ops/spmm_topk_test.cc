// Sums of kept columns in f32 have the bits of sums of whole rows in which the other columns are 0:
// every kernel adds in the order of edges, and rounds products with weights before it adds them.

#include "heddle/ops/spmm_topk.h"

#include "tests/ops/kept_counts.h"
#include "tests/ops/kernel_run.h"
#include "tests/ops/simd_targets.h"

#include <gtest/gtest.h>

#include <vector>

namespace heddle::test {
namespace {

struct TopkSum {
  int64_t cols, group;  // group 0: a quarter of the columns, anywhere; else one of every group
  bool weighted;
};

OpCase masked_sum(const TopkSum& sum) {
  return {.op = &kSpmmTopk, .name = "masked sum", .build = [=](CaseContext& c) {
            const int64_t kept = sum.group == 0 ? kept_quarter(sum.cols) : sum.cols / sum.group;
            const Type senders = c.sender_rows(sum.cols);
            const Type kept_rows = c.sender_rows(kept);
            const Value values = c.operand("values", kept_rows, signed_values());
            const Value positions = c.positions("positions", senders, kept, sum.group);
            const Value weights =
                sum.weighted ? c.operand("weights", c.edges(1), fixed(signed_values())) : kNoValue;
            return spmm_topk(c.builder(), c.adjacency(), values, positions, weights);
          }};
}

std::vector<float> sum_of_row(const CaseInstance& instance, const Node& node, int64_t row) {
  const AdjacencyView& a = *instance.view(node.operands[0]).adjacency;
  const ElementGrid values(instance.view(node.operands[1]));
  const ElementGrid positions(instance.view(node.operands[2]));
  const bool weighted = node.operands[3].present();
  std::vector<float> sums(static_cast<size_t>(node.results[0].cols), 0.0F);
  for (int64_t e = a.row_offsets[row]; e < a.row_offsets[row + 1]; ++e) {
    const float weight =
        weighted ? static_cast<float>(ElementGrid(instance.view(node.operands[3])).get(e, 0))
                 : 1.0F;
    for (int64_t r = 0; r < values.cols; ++r) {
      const auto column = static_cast<size_t>(positions.get(a.columns[e], r));
      const float product = weight * static_cast<float>(values.get(a.columns[e], r));
      sums[column] += product;
    }
  }
  return sums;
}

void expect_bits(const CaseInstance& instance, const Node& node, const KernelRun& run) {
  const auto y = run.results()[0].matrix<const float>();
  for (int64_t i = 0; i < y.rows; ++i) {
    const std::vector<float> expected = sum_of_row(instance, node, i);
    for (int64_t c = 0; c < y.cols; ++c) ASSERT_EQ(y.at(i, c), expected[c]) << i << ", " << c;
  }
}

TEST(SpmmTopk, HasTheBitsOfSumsOfMaskedRows) {
  for (const TopkSum& sum : {TopkSum{40, 0, false},
                             {256, 0, false},
                             {256, 0, true},
                             {256, 8, false},
                             {256, 8, true},
                             {256, 4, true},
                             {600, 0, true}}) {
    SCOPED_TRACE(fmt::format("{} columns, groups of {}", sum.cols, sum.group));
    const Situation situation = {"masked", mixed_graph(300, 4000), sum.cols};
    CaseInstance instance(masked_sum(sum), situation, DType::kF32, WithGradient::kNo);
    instance.run();
    const int32_t index = instance.result().node;
    const Node& node = instance.program().nodes[static_cast<size_t>(index)];
    for (const Kernel* kernel : kernels_of(kSpmmTopk)) {
      SCOPED_TRACE(kernel->name);
      KernelRun run(instance, index, *kernel);
      if (!run.accepted() || kernel == &reference_kernel(kSpmmTopk)) continue;
      for_each_simd_target([&](const std::string& target) {
        SCOPED_TRACE(target);
        run.run(2);
        expect_bits(instance, node, run);
      });
    }
  }
}

}  // namespace
}  // namespace heddle::test
