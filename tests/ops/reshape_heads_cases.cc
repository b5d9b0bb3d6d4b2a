#include "heddle/ops/reshape_heads.h"
#include "tests/ops/case_files.h"

namespace heddle::test {

void add_reshape_heads_cases(CaseList& list) {
  list.push_back({.op = &kReshapeHeads,
                  .name = "reshape_heads",
                  .build =
                      [](CaseContext& c) {
                        return c.builder().append(kReshapeHeads,
                                                  {c.operand("x", c.rows(c.cols(), c.heads()))},
                                                  {{"heads", c.cols()}});
                      },
                  .linear_in = {0}});
}

}  // namespace heddle::test
