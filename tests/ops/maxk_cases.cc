#include "heddle/ops/maxk.h"
#include "tests/ops/case_files.h"
#include "tests/ops/kept_counts.h"

namespace heddle::test {
namespace {

OpCase maxk_case(const char* name, MaxkOptions (*options)(int64_t cols),
                 Fill fill = signed_values()) {
  return {.op = &kMaxk, .name = name, .build = [=](CaseContext& c) {
            const Value x = c.operand("x", c.rows(c.cols()), fill);
            return maxk(c.builder(), x, options(c.cols())).values;
          }};
}

MaxkOptions quarter(int64_t cols) { return {.kept = kept_quarter(cols)}; }

template <int64_t kept>
MaxkOptions of_group(int64_t cols) {
  return {.kept = kept, .group = group_width(cols)};
}

}  // namespace

void add_maxk_cases(CaseList& list) {
  list.push_back(maxk_case("maxk", quarter));
  list.push_back(maxk_case("maxk one", [](int64_t) { return MaxkOptions{.kept = 1}; }));
  list.push_back(maxk_case("maxk more than there are",
                           [](int64_t cols) { return MaxkOptions{.kept = cols + 7}; }));
  list.push_back(maxk_case("maxk of groups", of_group<1>));
  list.push_back(maxk_case("maxk two of groups", of_group<2>));
  list.push_back(maxk_case("maxk three of groups", of_group<3>));
  list.push_back(maxk_case("maxk four of groups", of_group<4>));
  list.push_back(maxk_case("maxk six of groups", of_group<6>));
  list.push_back(maxk_case("maxk rectified", [](int64_t cols) {
    return MaxkOptions{.kept = (3 * cols + 3) / 4, .rectify = true};
  }));
  // Many equal values: the lowest columns count, and there is no gradient.
  for (OpCase op_case :
       {maxk_case("maxk of integers", quarter, integers(-1, 2)),
        maxk_case("maxk of equal values", quarter, integers(0, 1)),
        maxk_case("maxk of groups of integers", of_group<1>, integers(-1, 2)),
        maxk_case("maxk two of groups of integers", of_group<2>, integers(-1, 2)),
        maxk_case("maxk four of groups of integers", of_group<4>, integers(-1, 2))}) {
    op_case.gradient = false;
    list.push_back(op_case);
  }
}

}  // namespace heddle::test
