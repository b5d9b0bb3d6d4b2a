#include "heddle/ops/row_scale.h"
#include "tests/ops/case_files.h"

namespace heddle::test {

void add_row_scale_cases(CaseList& list) {
  list.push_back({.op = &kRowScale,
                  .name = "row_scale",
                  .build =
                      [](CaseContext& c) {
                        const Value x = c.operand("x", c.rows(c.cols(), c.heads()));
                        return row_scale(c.builder(), x, c.operand("s", c.side(1)));
                      },
                  .linear_in = {0, 1}});
  list.push_back({.op = &kRowDot,
                  .name = "row_dot",
                  .build =
                      [](CaseContext& c) {
                        const Type rows = c.rows(c.cols(), c.heads());
                        return row_dot(c.builder(), c.operand("a", rows), c.operand("b", rows));
                      },
                  .linear_in = {0, 1}});
}

}  // namespace heddle::test
