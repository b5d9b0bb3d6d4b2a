#include "heddle/ops/spmm_topk.h"
#include "heddle/ops/transpose.h"
#include "tests/ops/case_files.h"
#include "tests/ops/kept_counts.h"

#include <fmt/core.h>

#include <string>
#include <vector>

namespace heddle::test {
namespace {

struct SpmmTopkVariant {
  bool weighted = false, mean = false, transposed = false;
  // Columns of a group, where groups fill the row; otherwise a quarter is kept, anywhere.
  int64_t group = 0, kept_per_group = 1;
  Fill values = signed_values(), weights = signed_values();
};

OpCase spmm_topk_case(const std::string& name, const SpmmTopkVariant& variant,
                      bool gradient = true) {
  return {.op = &kSpmmTopk,
          .name = name,
          .build =
              [=](CaseContext& c) {
                const Value a =
                    variant.transposed ? transpose(c.builder(), c.adjacency()) : c.adjacency();
                const auto rows = [&](int64_t cols) {
                  return variant.transposed ? c.rows(cols) : c.sender_rows(cols);
                };
                const int64_t cols = c.cols();
                const bool groups = variant.group > 0 && cols % variant.group == 0;
                const int64_t group = groups ? variant.group : 0;
                const int64_t kept =
                    groups ? cols / group * variant.kept_per_group : kept_quarter(cols);
                const Value values = c.operand("values", rows(kept), variant.values);
                const Value positions = c.positions("positions", rows(cols), kept, group);
                Value weights;
                if (variant.weighted) {
                  weights = c.operand("weights", c.edges(1), fixed(variant.weights));
                }
                return spmm_topk(c.builder(), a, values, positions, weights,
                                 variant.mean ? "mean" : "sum");
              },
          .gradient = gradient,
          .linear_in = gradient ? std::vector<size_t>{1} : std::vector<size_t>{}};
}

}  // namespace

void add_spmm_topk_cases(CaseList& list) {
  list.push_back(spmm_topk_case("spmm_topk", {}));
  list.push_back(spmm_topk_case("spmm_topk weighted", {.weighted = true}));
  list.push_back(spmm_topk_case("spmm_topk mean", {.mean = true}));
  list.push_back(spmm_topk_case("spmm_topk weighted mean", {.weighted = true, .mean = true}));
  list.push_back(spmm_topk_case("spmm_topk transposed", {.weighted = true, .transposed = true}));
  // What is not kept must not become NaN.
  list.push_back(spmm_topk_case("spmm_topk with infinite weights",
                                {.weighted = true, .weights = infinite_values()}, false));
  for (const int64_t group : {8, 4, 3}) {
    const auto add = [&](const char* what, SpmmTopkVariant variant, bool gradient = false) {
      variant.group = group;
      list.push_back(spmm_topk_case(fmt::format("spmm_topk of groups of {}{}", group, what),
                                    variant, gradient));
    };
    add("", {}, true);
    add(" weighted", {.weighted = true}, true);
    add(", two of each", {.weighted = true, .kept_per_group = 2});
    add(" with infinite weights", {.weighted = true, .weights = infinite_values()});
    // Too large for a factor in front of values, but not for their products.
    add(" with large weights", {.weighted = true, .weights = values_between(1e9, 1e10)});
    add(" with values of all sizes", {.values = values_of_all_sizes()});
  }
}

}  // namespace heddle::test
