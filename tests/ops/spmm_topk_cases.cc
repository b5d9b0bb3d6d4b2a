#include "heddle/ops/spmm_topk.h"
#include "heddle/ops/transpose.h"
#include "tests/ops/case_files.h"
#include "tests/ops/kept_counts.h"

namespace heddle::test {
namespace {

struct SpmmTopkVariant {
  bool weighted = false, mean = false, transposed = false, groups = false;
  bool infinite = false;  // weights
};

OpCase spmm_topk_case(const char* name, const SpmmTopkVariant& variant) {
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
                const int64_t group = variant.groups ? group_width(cols) : 0;
                const int64_t kept = variant.groups ? cols / group : kept_quarter(cols);
                const Value values = c.operand("values", rows(kept));
                const Value positions = c.positions("positions", rows(cols), kept, group);
                Value weights;
                if (variant.weighted) {
                  const Fill fill = variant.infinite ? infinite_values() : signed_values();
                  weights = c.operand("weights", c.edges(1), fixed(fill));
                }
                return spmm_topk(c.builder(), a, values, positions, weights,
                                 variant.mean ? "mean" : "sum");
              },
          .gradient = !variant.infinite,
          .linear_in = variant.infinite ? std::vector<size_t>{} : std::vector<size_t>{1}};
}

}  // namespace

void add_spmm_topk_cases(CaseList& list) {
  list.push_back(spmm_topk_case("spmm_topk", {}));
  list.push_back(spmm_topk_case("spmm_topk weighted", {.weighted = true}));
  list.push_back(spmm_topk_case("spmm_topk mean", {.mean = true}));
  list.push_back(spmm_topk_case("spmm_topk weighted mean", {.weighted = true, .mean = true}));
  list.push_back(spmm_topk_case("spmm_topk transposed", {.weighted = true, .transposed = true}));
  list.push_back(spmm_topk_case("spmm_topk of groups", {.groups = true}));
  list.push_back(
      spmm_topk_case("spmm_topk weighted of groups", {.weighted = true, .groups = true}));
  // What is not kept must not become NaN.
  for (const bool groups : {false, true}) {
    const char* name =
        groups ? "spmm_topk of groups with infinite weights" : "spmm_topk with infinite weights";
    list.push_back(spmm_topk_case(name, {.weighted = true, .groups = groups, .infinite = true}));
  }
}

}  // namespace heddle::test
