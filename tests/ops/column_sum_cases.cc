#include "heddle/ops/column_sum.h"
#include "tests/ops/case_files.h"

namespace heddle::test {

void add_column_sum_cases(CaseList& list) {
  list.push_back({.op = &kColumnSum,
                  .name = "column_sum",
                  .build =
                      [](CaseContext& c) {
                        return column_sum(c.builder(), c.operand("x", c.rows(c.cols(), c.heads())));
                      },
                  .gradient = false});
}

}  // namespace heddle::test
