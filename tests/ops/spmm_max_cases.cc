#include "heddle/ops/spmm_max.h"
#include "heddle/ops/transpose.h"
#include "tests/ops/case_files.h"

#include <optional>

namespace heddle::test {
namespace {

enum class Along : bool { kAdjacency, kTranspose };

OpCase spmm_max_case(const char* name, Fill x_fill, std::optional<Fill> weight_fill = std::nullopt,
                     Along along = Along::kAdjacency) {
  return {.op = &kSpmmMax,
          .name = name,
          .build =
              [=](CaseContext& c) {
                const bool back = along == Along::kTranspose;
                const Value a = back ? transpose(c.builder(), c.adjacency()) : c.adjacency();
                const int64_t cols = c.cols(), heads = c.heads();
                const Type type = back ? c.rows(cols, heads) : c.sender_rows(cols, heads);
                const Value x = c.operand("x", type, x_fill);
                Value weights;
                if (weight_fill) weights = c.operand("weights", c.edges(1), *weight_fill);
                return spmm_max(c.builder(), a, x, weights);
              },
          // Not linear, but the identity holds: y is scaled by as much as an operand is.
          .linear_in = {1, 2}};
}

}  // namespace

void add_spmm_max_cases(CaseList& list) {
  const Fill any = signed_values(), negative = values_between(-2, -1);
  list.push_back(spmm_max_case("spmm_max", any));
  list.push_back(spmm_max_case("spmm_max below zero", negative));
  list.push_back(spmm_max_case("spmm_max weighted", any, any));
  list.push_back(spmm_max_case("spmm_max weighted below zero", negative, positive_values()));
  list.push_back(spmm_max_case("spmm_max constant weights", any, fixed(any)));
  list.push_back(spmm_max_case("spmm_max weighted constant x", fixed(any), any));
  // An edge has another number there than its place in the edge order.
  list.push_back(spmm_max_case("spmm_max transposed", any, std::nullopt, Along::kTranspose));
  list.push_back(spmm_max_case("spmm_max weighted transposed", any, any, Along::kTranspose));
  // Many equal maxima: the first one counts, and there is no gradient.
  const Fill tied = integers(-2, 2);
  for (OpCase op_case : std::vector{spmm_max_case("spmm_max of integers", tied),
                                    spmm_max_case("spmm_max weighted of integers", tied, tied)}) {
    op_case.gradient = false;
    op_case.linear_in.clear();
    list.push_back(op_case);
  }
}

}  // namespace heddle::test
