#include "heddle/ops/multiply.h"
#include "tests/ops/case_files.h"

namespace heddle::test {

void add_multiply_cases(CaseList& list) {
  list.push_back({.op = &kMultiply,
                  .name = "multiply",
                  .build =
                      [](CaseContext& c) {
                        const Type rows = c.rows(c.cols(), c.heads());
                        return multiply(c.builder(), c.operand("a", rows), c.operand("b", rows));
                      },
                  .linear_in = {0, 1}});
}

}  // namespace heddle::test
