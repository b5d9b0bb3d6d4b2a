#include "heddle/ops/spmm_max.h"
#include "tests/ops/case_files.h"

namespace heddle::test {
namespace {

OpCase make_case(const char* name, Fill fill) {
  return {.op = &kSpmmMax, .name = name, .build = [fill](CaseContext& c) {
            const Value x = c.operand("x", c.sender_rows(c.cols(), c.heads()), fill);
            return spmm_max(c.builder(), c.adjacency(), x);
          }};
}

}  // namespace

void add_spmm_max_cases(CaseList& list) {
  list.push_back(make_case("spmm_max", signed_values()));
  list.push_back(make_case("spmm_max below zero", values_between(-2, -1)));
  // Many equal maxima: the first one counts.
  list.push_back(make_case("spmm_max of integers", integers(-2, 2)));
  list.back().gradient = false;
}

}  // namespace heddle::test
