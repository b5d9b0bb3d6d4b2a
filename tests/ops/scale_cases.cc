#include "heddle/ops/scale.h"
#include "tests/ops/case_files.h"

namespace heddle::test {

void add_scale_cases(CaseList& list) {
  list.push_back({.op = &kScale,
                  .name = "scale",
                  .build =
                      [](CaseContext& c) {
                        return scale(c.builder(), c.operand("x", c.rows(c.cols(), c.heads())),
                                     -1.7);
                      },
                  .linear_in = {0}});
}

}  // namespace heddle::test
