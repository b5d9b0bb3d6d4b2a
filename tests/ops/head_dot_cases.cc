#include "heddle/ops/head_dot.h"
#include "tests/ops/case_files.h"

namespace heddle::test {

void add_head_dot_cases(CaseList& list) {
  list.push_back({.op = &kHeadDot,
                  .name = "head_dot",
                  .build =
                      [](CaseContext& c) {
                        const Value x = c.operand("x", c.rows(c.cols(), c.heads()));
                        return head_dot(c.builder(), x, c.operand("a", c.side_row(c.cols())));
                      },
                  .linear_in = {0, 1}});
  list.push_back({.op = &kHeadOuter,
                  .name = "head_outer",
                  .build =
                      [](CaseContext& c) {
                        const Value l = c.operand("l", c.side(c.heads()));
                        const Value a = c.operand("a", c.side_row(c.cols()));
                        return head_outer(c.builder(), l, a, c.dtype());
                      },
                  .linear_in = {0, 1}});
  list.push_back({.op = &kHeadColumnSum,
                  .name = "head_column_sum",
                  .build =
                      [](CaseContext& c) {
                        const Value x = c.operand("x", c.rows(c.cols(), c.heads()));
                        return head_column_sum(c.builder(), x, c.operand("l", c.side(c.heads())));
                      },
                  .linear_in = {0, 1}});
}

}  // namespace heddle::test
